import * as E from "@espalier/tensor/elementary";
import type { ScalarRule } from "./scalar-family.ts";

/** log(1 + exp x), rearranged so that exp never overflows. */
const logOnePlusExp = (x: number): number => Math.max(x, 0) + E.log1p(E.exp(-Math.abs(x)));
const step = (x: number): number => (x > 0 ? 1 : 0);

// Every function of one number that has an op, with its first two derivatives. Each row is a value of its own, so a bundle has those
// that it uses.
// prettier-ignore
export const
  //                         y = f(x)                   dy/dx                         d²y/dx²
  neg: ScalarRule          = { f: (x) => -x,              slope: () => -1,              curvature: () => 0 },
  exp: ScalarRule          = { f: E.exp,                  slope: (_, y) => y,           curvature: (_, y) => y, kernel: { name: "exp" } },
  log: ScalarRule          = { f: E.log,                  slope: (x) => 1 / x,          curvature: (x) => -1 / (x * x) }, // y is NaN for x < 0
  sqrt: ScalarRule         = { f: Math.sqrt,              slope: (_, y) => 0.5 / y,     curvature: (x, y) => -0.25 / (x * y) }, // the slope at 0 is ∞
  tanh: ScalarRule         = { f: E.tanh,                 slope: E.tanhSlope,           curvature: (x, y) => -2 * y * E.tanhSlope(x), kernel: { name: "tanh" } },
  sigmoid: ScalarRule      = { f: E.sigmoid,              slope: E.sigmoidSlope,        curvature: (x, y) => E.sigmoidSlope(x) * (E.sigmoid(-x) - y), kernel: { name: "sigmoid" } },
  softplus: ScalarRule     = { f: logOnePlusExp,          slope: E.sigmoid,             curvature: E.sigmoidSlope, kernel: { name: "softplus", parameters: [1] } },
  gelu: ScalarRule         = { f: E.gelu,                 slope: E.geluSlope,           curvature: (x) => 2 * E.normalPdf(x) - x * (x * E.normalPdf(x)), kernel: { name: "gelu" } },
  relu: ScalarRule         = { f: (x) => Math.max(x, 0),  slope: step,                  curvature: () => 0, kernel: { name: "relu" } }, // the slope at the kink is 0
  negativePart: ScalarRule = { f: (x) => Math.min(x, 0),  slope: (x) => 1 - step(x),    curvature: () => 0 }; // and 1 here, so that the two slopes add up to 1
