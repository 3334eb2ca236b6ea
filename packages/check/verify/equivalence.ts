import type { DType } from "@espalier/tensor";
import { drawProbe } from "../src/index.ts";
import type { Probe, Spec } from "../src/index.ts";
import { largest, mixedDirections } from "../src/points/directions.ts";
import { flatten, unflatten } from "../src/spec/structure.ts";
import { forward, inPrecision, join, reverse, split, subjectOf } from "../src/trial/subject.ts";
import type { Subject } from "../src/trial/subject.ts";
import { trialOf } from "../src/trial/trial-of.ts";

const PROBES = 100;

/** How much alike the numbers of two specs are. */
export type Agreement = "bits" | "roundings" | "none";

/** A few roundings, in units of the largest entry: what a sum taken in another order differs by. */
const ROUNDINGS = { f64: 2 ** -48, f32: 2 ** -19 };

/** How far two specs agree wherever they are asked, 0 and −0 being one. */
export function agreement(right: Spec, wrong: Spec): Agreement {
  let found: Agreement = "bits";
  for (let seed = 1; seed <= PROBES; seed++) {
    const probe = drawProbe(right, 7919 * seed, seed % 2 === 0);
    for (const dtype of ["f64", "f32"] as const) {
      const [due, received] = [right, wrong].map((spec) => attempt(() => numbersOf(spec, probe, dtype)));
      if (due === undefined || received === undefined || due.length !== received.length) return "none";
      for (const [at, vector] of due.entries()) {
        if (same(vector, received[at], 0)) continue;
        if (!same(vector, received[at], ROUNDINGS[dtype])) return "none";
        found = "roundings";
      }
    }
  }
  return found;
}

function same(a: Float64Array, b: Float64Array, part: number): boolean {
  const allowed = part * largest(a);
  return (
    a.length === b.length &&
    a.every(
      (x, at) => x === b[at] || (Number.isNaN(x) && Number.isNaN(b[at])) || Math.abs(x - b[at]) <= allowed,
    )
  );
}

function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}

/** Everything a spec can be asked for at a point, in one precision. */
function numbersOf(spec: Spec, probe: Probe, dtype: DType): Float64Array[] {
  const { tangents, cotangents } = trialOf(spec, probe, mixedDirections);
  const at = subjectOf(spec, inPrecision(probe.inputs, dtype));
  return [
    ...tangents.map((v) => forward(at, v)),
    ...cotangents.map((u) => reverse(at, u)),
    ...secondOrder(at, tangents, cotangents),
    ...recorded(at, cotangents),
    Float64Array.from(Object.values(at.inputs).flatMap(({ data }) => [...data])),
  ];
}

function secondOrder(
  at: Subject,
  tangents: readonly Float64Array[],
  cotangents: readonly Float64Array[],
): Float64Array[] {
  const { second } = at.spec;
  if (second === undefined) return [];
  const u = unflatten(cotangents[cotangents.length - 1], at.output);
  const ways = [second.forwardOverReverse, ...(second.reverseOverReverse ? [second.reverseOverReverse] : [])];
  return ways.flatMap((way) => tangents.map((v) => join(at, way(at.inputs, u, split(at, v)))));
}

/** Two sweeps of one recording, its value after them, and sums that are added to. */
function recorded(at: Subject, cotangents: readonly Float64Array[]): Float64Array[] {
  const { record, accumulate } = at.spec;
  const [first, last] = [cotangents[0], cotangents[cotangents.length - 1]].map((u) =>
    unflatten(u, at.output),
  );
  const recording = record?.(at.inputs);
  const sums = split(
    at,
    at.x.map((_, k) => 1 / (k + 3)),
  );
  return [
    ...(recording ? [first, last, first].map((u) => join(at, recording.pullback(u))) : []),
    ...(recording ? [flatten(recording.value)] : []),
    ...(accumulate ? [join(at, accumulate(at.inputs, last, sums))] : []),
    ...sameArrayTwice(at, last),
  ];
}

/** Where two inputs have one shape, the derivative with one array for both. */
function sameArrayTwice({ spec, inputs, moving }: Subject, u: Subject["output"]): Float64Array[] {
  return moving.flatMap((a, k) =>
    moving.slice(k + 1).flatMap((b) => {
      if (String(inputs[a].shape) !== String(inputs[b].shape)) return [];
      const twice = subjectOf(spec, { ...inputs, [b]: inputs[a] });
      return [reverse(twice, flatten(u))];
    }),
  );
}
