import { curves, ops } from "@espalier/autodiff";
import type { ScalarRule } from "@espalier/autodiff";
import type { Arithmetic, Domain } from "../src/index.ts";
import * as formulas from "./formulas.ts";
import type { Scalar } from "./formulas.ts";
import { primitive } from "./primitive.ts";
import type { Primitive } from "./primitive.ts";

// Activations that are rules for the op `pointwise`, each with a formula of its own.

interface Row {
  readonly rule: ScalarRule;
  readonly f: Scalar;
  readonly domain: Domain;
}

/** The activations, those with parameters with some. */
export type PointwiseName =
  | "silu"
  | "elu"
  | "elu of 1"
  | "selu"
  | "celu"
  | "softplus of 2"
  | "gelu-tanh"
  | "mish"
  | "hardsigmoid"
  | "hardswish"
  | "clip"
  | "softsign"
  | "logsigmoid"
  | "sin of 2x"
  | "cos of 2x"
  | "abs"
  | "reciprocal";

const minusOne = <T>(A: Arithmetic<T>, x: T): T => A.sub(x, A.of(1));

/** exp x − 1, by its series where the difference would cancel. */
const expm1: Scalar = (A, x) => {
  if (Math.abs(A.real(x)) > 0.5) return minusOne(A, A.exp(x));
  let [term, total] = [x, x];
  for (let n = 2; n < 20; n++) {
    term = A.div(A.mul(term, x), A.of(n));
    total = A.add(total, term);
  }
  return total;
};

/** x on the right of 0, and c e(x) on the left. */
const withLeft =
  (c: number, e: Scalar = expm1): Scalar =>
  (A, x) =>
    A.real(x) > 0 ? x : A.mul(A.of(c), e(A, x));

const stretched =
  (c: number, f: Scalar): Scalar =>
  (A, x) =>
    f(A, A.mul(A.of(c), x));

const silu: Scalar = (A, x) => A.mul(x, formulas.sigmoid(A, x));

const softplus =
  (beta: number): Scalar =>
  (A, x) =>
    A.div(formulas.softplus(A, A.mul(A.of(beta), x)), A.of(beta));

/** x σ(2z) with z = √(2/π) (x + 0.044715 x³) */
const geluTanh: Scalar = (A, x) => {
  const cube = A.mul(A.mul(x, x), x);
  const z = A.mul(A.of(Math.sqrt(2 / Math.PI)), A.add(x, A.mul(A.of(0.044715), cube)));
  return A.mul(x, formulas.sigmoid(A, A.mul(A.of(2), z)));
};

const mish: Scalar = (A, x) => A.mul(x, formulas.tanh(A, formulas.softplus(A, x)));

/** By its series: for numbers up to 8, whose terms are some hundred times the sum. */
const sine: Scalar = (A, x) => {
  const square = A.mul(x, x);
  let [term, total] = [x, x];
  for (let n = 2; n < 50; n += 2) {
    term = A.div(A.mul(term, square), A.of(-n * (n + 1)));
    total = A.add(total, term);
  }
  return total;
};

/** By its series, as {@link sine}. */
const cosine: Scalar = (A, x) => {
  const square = A.mul(x, x);
  let [term, total] = [A.of(1), A.of(1)];
  for (let n = 1; n < 50; n += 2) {
    term = A.div(A.mul(term, square), A.of(-n * (n + 1)));
    total = A.add(total, term);
  }
  return total;
};

const between =
  (min: number, max: number, line: Scalar = (_, x) => x): Scalar =>
  (A, x) => {
    const y = A.real(line(A, x));
    return y <= min ? A.of(min) : y > max ? A.of(max) : line(A, x);
  };

const hardswish: Scalar = (A, x) => {
  if (A.real(x) <= -3) return A.of(0);
  return A.real(x) > 3 ? x : A.div(A.mul(x, A.add(x, A.of(3))), A.of(6));
};

const softsign: Scalar = (A, x) => A.div(x, A.add(A.of(1), A.real(x) < 0 ? formulas.negative(A, x) : x));

const kinksAt = (...places: readonly number[]): Domain => ({
  kinks: places.map((at) => ({ at, right: 0 })),
});
/** Smooth but for the slope of its slope, which jumps there. */
const bendsAt = (at: number): Domain => ({ gaps: [{ at, margin: 2 ** -10 }] });
const exponents = { borders: [37, -37, 709, -745] };

// prettier-ignore
const rows: Readonly<Record<PointwiseName, Row>> = {
  silu:            { rule: curves.silu,                 f: silu,                        domain: exponents },
  elu:             { rule: curves.elu(1.5),             f: withLeft(1.5),               domain: { ...kinksAt(0), borders: [-37, -745] } },
  "elu of 1":      { rule: curves.elu(1),               f: withLeft(1),                 domain: { ...bendsAt(0), borders: [-37, -745] } },
  selu:            { rule: curves.selu,                 f: (A, x) => A.mul(A.of(1.0507009873554805), withLeft(1.6732632423543772)(A, x)), domain: { ...kinksAt(0), borders: [-37, -745] } },
  celu:            { rule: curves.celu(0.5),            f: withLeft(0.5, stretched(2, expm1)), domain: { ...bendsAt(0), borders: [-18, -370] } },
  "softplus of 2": { rule: curves.softplus(2),        f: softplus(2),                 domain: { borders: [18, -18, 354, -372] } },
  "gelu-tanh":     { rule: curves.geluTanh,             f: geluTanh,                    domain: { low: -40, high: 40, borders: [5, -5, 10, -10] } },
  mish:            { rule: curves.mish,                 f: mish,                        domain: exponents },
  hardsigmoid:     { rule: curves.hardsigmoid(0.25, 0.5), f: between(0, 1, (A, x) => A.add(A.mul(A.of(0.25), x), A.of(0.5))), domain: kinksAt(-2, 2) },
  hardswish:       { rule: curves.hardswish,            f: hardswish,                   domain: kinksAt(-3, 3) },
  clip:            { rule: curves.clip(-1, 0.5),        f: between(-1, 0.5),            domain: kinksAt(-1, 0.5) },
  softsign:        { rule: curves.softsign,             f: softsign,                    domain: bendsAt(0) },
  logsigmoid:      { rule: curves.logsigmoid,           f: (A, x) => formulas.negative(A, formulas.softplus(A, formulas.negative(A, x))), domain: exponents },
  "sin of 2x":     { rule: curves.sine(2),              f: stretched(2, sine),          domain: { low: -4, high: 4 } },
  "cos of 2x":     { rule: curves.cosine(2),            f: stretched(2, cosine),        domain: { low: -4, high: 4 } },
  abs:             { rule: curves.absolute,             f: (A, x) => (A.real(x) > 0 ? x : formulas.negative(A, x)), domain: kinksAt(0) },
  reciprocal:      { rule: curves.reciprocal,           f: (A, x) => A.div(A.of(1), x), domain: { gaps: [{ at: 0, margin: 2 ** -10 }] } },
};

const names = Object.keys(rows) as PointwiseName[]; // Object.keys forgets that it was given a Record

/** The rule of each. */
export const pointwiseRules: Readonly<Record<PointwiseName, ScalarRule>> = Object.fromEntries(
  names.map((name) => [name, rows[name].rule]),
) as Record<PointwiseName, ScalarRule>; // of all names

export const pointwise: readonly Primitive[] = names.map((name) => {
  const { rule, f, domain } = rows[name];
  return primitive(ops.pointwise(name, rule), {
    inputs: { x: domain },
    shapes: (size) => ({ x: [size(1, 3), size(1, 3)] }),
    formula: (A, { x }) => x.data.map((each) => f(A, each)),
    samples: ["x"],
  });
});
