import { exp } from "./exp.ts";

/** σ(x) = 1 / (1 + exp(−x)), to less than 3 ulp. */
export const sigmoid = (x: number): number => 1 / (1 + exp(-x));

/** The slope of σ, σ(x) σ(−x). σ(1 − σ) is equal on paper, but 1 − σ has lost its digits once σ is near 1. */
export function sigmoidSlope(x: number): number {
  const e = exp(-Math.abs(x));
  return e / ((1 + e) * (1 + e));
}
