import { apply, ops, scalarOps, scalarRules } from "@espalier/autodiff";
import type { AnyOp, ScalarName } from "@espalier/autodiff";
import { specOfProgram } from "../src/index.ts";
import type { Domain, Spec } from "../src/index.ts";
import * as formulas from "./formulas.ts";
import type { Scalar } from "./formulas.ts";
import { primitive } from "./primitive.ts";
import type { Primitive } from "./primitive.ts";

interface Row {
  readonly f: Scalar;
  readonly domain: Domain;
}

const positive: Domain = { low: 2 ** -10 };
/** Where exp overflows, and where it underflows. */
const exponents = [709, -745];
/** The slope at 0 is that on the left. */
const kinked: Domain = { kinks: [{ at: 0, right: 0 }] };

// prettier-ignore
const scalars: Readonly<Record<ScalarName, Row>> = {
  neg:          { f: formulas.negative,     domain: {} },
  exp:          { f: (A, x) => A.exp(x),    domain: { low: -750, high: 709, borders: exponents } },
  log:          { f: (A, x) => A.log(x),    domain: positive },
  sqrt:         { f: (A, x) => A.sqrt(x),   domain: { low: 0 } }, // where the slope is infinite
  tanh:         { f: formulas.tanh,         domain: { borders: [20, -20, 710, -710] } },
  sigmoid:      { f: formulas.sigmoid,      domain: { borders: [37, -37, ...exponents] } },
  softplus:     { f: formulas.softplus,     domain: { borders: [37, -37, ...exponents] } },
  gelu:         { f: formulas.gelu,         domain: { borders: [5, -5, 38, -38] } },
  relu:         { f: formulas.relu,         domain: kinked },
  negativePart: { f: formulas.negativePart, domain: kinked },
};

const names = Object.keys(scalarRules) as ScalarName[]; // Object.keys forgets that it was given a Record

/** y = f(x), entry by entry. */
export function scalar(name: ScalarName): Primitive {
  const { f, domain } = scalars[name];
  return primitive(scalarOps[name], {
    inputs: { x: domain },
    shapes: (size) => ({ x: [size(1, 3), size(1, 3)] }),
    formula: (A, { x }) => x.data.map((each) => f(A, each)),
    samples: ["x"],
  });
}

/** z = c f′(x) with y = f(x) handed in: as a function of x and c alone, its derivative by x is c f″(x). */
export const slopes: readonly Primitive[] = names.flatMap((name) => {
  const { kinks, ...rest } = scalars[name].domain;
  // Where the slope is infinite, as that of √x at 0, it is not a number to compare.
  if (kinks === undefined) return [slope(name, rest.low === 0 ? positive : rest)];
  // At a kink the slope jumps: there is nothing to differentiate by x, but its value counts, and its derivative by c.
  return [
    slope(name, { ...rest, gaps: [{ at: 0, margin: 2 ** -10 }] }),
    slope(name, { ...rest, held: (pick) => pick(-3, 3) / 2 }, " at a fixed x"),
  ];
});

function slope(name: ScalarName, domain: Domain, label = ""): Primitive {
  const formula = formulas.slopeOf(scalars[name].f);
  const specWith = (variant: AnyOp): Spec =>
    specOfProgram<string>(
      variant.name + label,
      ({ x, c }) => apply(variant, { x, y: apply(scalarOps[name], { x }), c }),
      {
        inputs: { x: domain, c: {} },
        shapes: (size) => {
          const shape = [size(1, 3), size(1, 3)];
          return { x: shape, c: shape };
        },
        formula: (A, { x, c }) => x.data.map((each, at) => A.mul(c.data[at], formula(A, each))),
        firstOrderOnly: true,
      },
    );
  return { name: `${name} slope${label}`, op: ops.slopeOps[name], specWith };
}
