import { MODERATE } from "../../../elementary/sine.ts";
import type { Data } from "../../../tensor.ts";
import type { ActivationName, FunctionName } from "../../kernels.ts";
import { bytesOf, local, repeat, routine, V128 } from "../engine/assembler.ts";
import type { Code, Local, Routine } from "../engine/assembler.ts";
import { advanceTwo, loadBoth, storeDoubles, times } from "../engine/doubles.ts";
import type { Element } from "../engine/element.ts";
import type { Curve } from "./curve.ts";
import { gelu, geluSlope } from "./normal.ts";
import * as piecewise from "./piecewise.ts";
import * as smooth from "./smooth.ts";

/** The routines of a function, and how many parameters it has. */
interface Row {
  readonly f: Curve;
  readonly slope: Curve;
  readonly parameters?: number;
}

// prettier-ignore
const curves: Readonly<Record<ActivationName, Row>> = {
  relu:        { f: piecewise.relu,        slope: piecewise.reluSlope },
  tanh:        { f: smooth.tanh,           slope: smooth.tanhSlope },
  sigmoid:     { f: smooth.sigmoid,        slope: smooth.sigmoidSlope },
  gelu:        { f: gelu,                  slope: geluSlope },
  "gelu-tanh": { f: smooth.geluTanh,       slope: smooth.geluTanhSlope, parameters: 3 },
  silu:        { f: smooth.silu,           slope: smooth.siluSlope },
  elu:         { f: piecewise.elu,         slope: piecewise.eluSlope, parameters: 1 },
  selu:        { f: piecewise.selu,        slope: piecewise.seluSlope, parameters: 2 },
  celu:        { f: piecewise.celu,        slope: piecewise.celuSlope, parameters: 1 },
  softplus:    { f: smooth.softplus,       slope: smooth.softplusSlope, parameters: 1 },
  mish:        { f: smooth.mish,           slope: smooth.mishSlope },
  hardsigmoid: { f: piecewise.hardsigmoid, slope: piecewise.hardsigmoidSlope, parameters: 2 },
  hardswish:   { f: piecewise.hardswish,   slope: piecewise.hardswishSlope },
  clip:        { f: piecewise.clip,        slope: piecewise.clipSlope, parameters: 2 },
  softsign:    { f: smooth.softsign,       slope: smooth.softsignSlope },
  logsigmoid:  { f: smooth.logsigmoid,     slope: smooth.logsigmoidSlope },
  sin:         { f: smooth.sin,            slope: smooth.sinSlope, parameters: 1 },
  abs:         { f: piecewise.abs,         slope: piecewise.absSlope },
};

// The keys of a record of all names.
export const activationNames = Object.keys(curves) as readonly ActivationName[];
export const functionNames: readonly FunctionName[] = [...activationNames, "exp"];

/** Whether the routines of a function take such numbers: the routine of sin reduces moderate ones only. */
export function areWithin(name: FunctionName, X: Data, [omega]: readonly number[]): boolean {
  if (name !== "sin") return true;
  for (const x of X) if (!(Math.abs(omega * x) <= MODERATE)) return false;
  return true;
}

/**
 * Two entries at a time, in double precision for either element: (X, Y, pairs, parameters) and (X, c, Z, pairs, parameters), with the parameters
 * as doubles at an address.
 */
export const activations = (elements: readonly Element[]): Routine[] => [
  ...Object.entries(curves).flatMap(([name, { f, slope, parameters }]) => [
    ...functionRoutines(elements, name, f, parameters),
    ...slopeRoutines(elements, name, slope, parameters),
  ]),
  ...functionRoutines(elements, "exp", smooth.exp),
];

/** The code of a curve, which is the same for both elements, with its locals behind the parameters of a routine. */
interface Shared {
  readonly code: Code;
  readonly x: Local;
  readonly y: Local;
  /** Loads the parameters of the function from an address. */
  readonly load: (address: Local) => Code;
  /** How many locals there are. */
  readonly size: number;
}

/** The code of a curve, written when a first routine asks for it. */
function share(curve: Curve, count: number, behind: number): () => Shared {
  let shared: Shared | undefined;
  return () => (shared ??= write(curve, count, behind));
}

function write(curve: Curve, count: number, behind: number): Shared {
  let size = 0;
  const fresh = (): Local => local(behind + size++);
  const [x, y] = [fresh(), fresh()];
  const parameters = Array.from({ length: count }, fresh);
  const code = bytesOf(curve(fresh, x, y, parameters));
  const load = ({ get }: Local): Code => parameters.map((each, at) => each.set(loadBoth(get, 8 * at)));
  return { code, x, y, load, size };
}

function functionRoutines(elements: readonly Element[], name: string, f: Curve, count = 0): Routine[] {
  const shared = share(f, count, 4);
  return elements.map((element) =>
    routine(`${element.dtype}-${name}`, 4, ([X, Y, pairs, address], fresh) => {
      const { code, x, y, load, size } = shared();
      for (let each = 0; each < size; each++) fresh(V128);
      return [
        load(address),
        repeat(
          pairs,
          x.set(element.loadDoubles(X.get)),
          code,
          storeDoubles(element, Y.get, y.get),
          ...[X, Y].map((pointer) => advanceTwo(element, pointer)),
        ),
      ];
    }),
  );
}

function slopeRoutines(elements: readonly Element[], name: string, slope: Curve, count = 0): Routine[] {
  const shared = share(slope, count, 5);
  return elements.map((element) =>
    routine(`${element.dtype}-${name}Slope`, 5, ([X, c, Z, pairs, address], fresh) => {
      const { code, x, y, load, size } = shared();
      for (let each = 0; each < size; each++) fresh(V128);
      return [
        load(address),
        repeat(
          pairs,
          x.set(element.loadDoubles(X.get)),
          code,
          storeDoubles(element, Z.get, times(element.loadDoubles(c.get), y.get)),
          ...[X, c, Z].map((pointer) => advanceTwo(element, pointer)),
        ),
      ];
    }),
  );
}
