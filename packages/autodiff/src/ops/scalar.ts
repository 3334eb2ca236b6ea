import { elementary } from "@espalier/tensor";
import type { FunctionName } from "@espalier/tensor";
import type { Op } from "../op.ts";
import { scalarFamily } from "./scalar-family.ts";
import type { ScalarFamily, ScalarKernel, ScalarRule, SlopeOp } from "./scalar-family.ts";

const { exp, gelu, geluSlope, log, log1p, normalPdf, sigmoid, sigmoidSlope, tanh, tanhSlope } = elementary;

/** log(1 + exp x), rearranged so that exp never overflows. */
const softplus = (x: number): number => Math.max(x, 0) + log1p(exp(-Math.abs(x)));
const step = (x: number): number => (x > 0 ? 1 : 0);

/** The functions of one number that have an op. */
export type ScalarName =
  | "neg"
  | "exp"
  | "log"
  | "sqrt"
  | "tanh"
  | "sigmoid"
  | "softplus"
  | "gelu"
  | "relu"
  | "negativePart";

/** The kernel of a function. */
const by = (name: FunctionName, ...parameters: number[]): { readonly kernel: ScalarKernel } => ({
  kernel: { name, parameters },
});

/** Every function of one number with its first two derivatives. A row here is all that a new function needs. */
// prettier-ignore
export const scalarRules: Readonly<Record<ScalarName, ScalarRule>> = {
  //              y = f(x)                      dy/dx                                     d²y/dx²
  neg:          { f: (x) => -x,                 slope: () => -1,                          curvature: () => 0 },
  exp:          { f: exp,                       slope: (_, y) => y,                       curvature: (_, y) => y, ...by("exp") },
  log:          { f: log,                       slope: (x) => 1 / x,                      curvature: (x) => -1 / (x * x) }, // y is NaN for x < 0
  sqrt:         { f: Math.sqrt,                 slope: (_, y) => 0.5 / y,                 curvature: (x, y) => -0.25 / (x * y) }, // the slope at 0 is ∞
  tanh:         { f: tanh,                      slope: tanhSlope,                         curvature: (x, y) => -2 * y * tanhSlope(x), ...by("tanh") },
  sigmoid:      { f: sigmoid,                   slope: sigmoidSlope,                      curvature: (x, y) => sigmoidSlope(x) * (sigmoid(-x) - y), ...by("sigmoid") },
  softplus:     { f: softplus,                  slope: sigmoid,                           curvature: sigmoidSlope, ...by("softplus", 1) },
  gelu:         { f: gelu,                      slope: geluSlope,                         curvature: (x) => 2 * normalPdf(x) - x * (x * normalPdf(x)), ...by("gelu") },
  relu:         { f: (x) => Math.max(x, 0),     slope: step,                              curvature: () => 0, ...by("relu") }, // the slope at the kink is 0
  negativePart: { f: (x) => Math.min(x, 0),     slope: (x) => 1 - step(x),                curvature: () => 0 }, // and 1 here, so that the two slopes add up to 1
};

/** The ops of each row of the table. */
const families: Readonly<Record<ScalarName, ScalarFamily>> = perRule((name) =>
  scalarFamily(name, scalarRules[name]),
);

/** The ops y = f(x), entry by entry, one for each row of the table. */
export const scalarOps: Readonly<Record<ScalarName, Op<"x">>> = perRule((name) => families[name].op);

/** c f′(x), entry by entry, for each row of the table; see `ScalarFamily`. */
export const slopeOps: Readonly<Record<ScalarName, SlopeOp>> = perRule((name) => families[name].slope);

function perRule<T>(build: (name: ScalarName) => T): Readonly<Record<ScalarName, T>> {
  const names = Object.keys(scalarRules) as ScalarName[]; // Object.keys returns plain strings
  return Object.fromEntries(names.map((name) => [name, build(name)])) as Record<ScalarName, T>;
}
