import * as elementary from "@espalier/tensor/elementary";
import type { ScalarRule } from "./scalar-family.ts";

// Every function of one number that has an op, with its first two derivatives. Each is a value of its own: a bundle has those that it uses.

/** log(1 + exp x), rearranged so that exp never overflows. */
const softplusOf = (x: number): number => Math.max(x, 0) + elementary.log1p(elementary.exp(-Math.abs(x)));
const step = (x: number): number => (x > 0 ? 1 : 0);

/** −x */
export const neg: ScalarRule = { f: (x) => -x, slope: () => -1, curvature: () => 0 };

/** eˣ */
export const exp: ScalarRule = {
  f: elementary.exp,
  slope: (_, y) => y,
  curvature: (_, y) => y,
  kernel: { name: "exp" },
};

/** log x; y is NaN for x < 0. */
export const log: ScalarRule = {
  f: elementary.log,
  slope: (x) => 1 / x,
  curvature: (x) => -1 / (x * x),
};

/** √x; the slope at 0 is ∞. */
export const sqrt: ScalarRule = {
  f: Math.sqrt,
  slope: (_, y) => 0.5 / y,
  curvature: (x, y) => -0.25 / (x * y),
};

/** tanh x */
export const tanh: ScalarRule = {
  f: elementary.tanh,
  slope: elementary.tanhSlope,
  curvature: (x, y) => -2 * y * elementary.tanhSlope(x),
  kernel: { name: "tanh" },
};

/** σ(x) = 1 / (1 + exp(−x)) */
export const sigmoid: ScalarRule = {
  f: elementary.sigmoid,
  slope: elementary.sigmoidSlope,
  curvature: (x, y) => elementary.sigmoidSlope(x) * (elementary.sigmoid(-x) - y),
  kernel: { name: "sigmoid" },
};

/** log(1 + exp x) */
export const softplus: ScalarRule = {
  f: softplusOf,
  slope: elementary.sigmoid,
  curvature: elementary.sigmoidSlope,
  kernel: { name: "softplus", parameters: [1] },
};

/** x Φ(x) */
export const gelu: ScalarRule = {
  f: elementary.gelu,
  slope: elementary.geluSlope,
  curvature: (x) => 2 * elementary.normalPdf(x) - x * (x * elementary.normalPdf(x)),
  kernel: { name: "gelu" },
};

/** max(x, 0); the slope at the kink is 0. */
export const relu: ScalarRule = {
  f: (x) => Math.max(x, 0),
  slope: step,
  curvature: () => 0,
  kernel: { name: "relu" },
};

/** min(x, 0); the slope at the kink is 1, so that the slopes of both parts add up to 1. */
export const negativePart: ScalarRule = {
  f: (x) => Math.min(x, 0),
  slope: (x) => 1 - step(x),
  curvature: () => 0,
};
