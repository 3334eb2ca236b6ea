import { U } from "../arithmetic/bounded.ts";
import { extrapolate } from "./extrapolate.ts";
import type { Estimate } from "./extrapolate.ts";
import type { Curve } from "./noise.ts";

/**
 * The derivative of a curve at 0, entry by entry, by central differences, each with its own error.
 *
 * @param noiseOf what the curve itself may be wrong by anywhere on the stencil, from the largest size of each entry there
 */
export function secants(
  curve: Curve,
  steps: readonly number[],
  noiseOf: (sizes: Float64Array) => Float64Array,
): Estimate[] {
  const ahead = steps.map((h) => curve(h));
  const behind = steps.map((h) => curve(-h));
  const sizes = ahead[0].map((_, i) => Math.max(...[...ahead, ...behind].map((y) => Math.abs(y[i]))));
  return Array.from(noiseOf(sizes), (own, i) =>
    extrapolate(
      steps.map((h, k) => (ahead[k][i] - behind[k][i]) / (2 * h)),
      // The division and the subtraction round as well.
      steps.map((h, k) => own / h + (2 * U * (Math.abs(ahead[k][i]) + Math.abs(behind[k][i]))) / h),
      2,
    ),
  );
}
