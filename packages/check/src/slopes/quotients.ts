import { U } from "../arithmetic/bounded.ts";
import { lazy } from "../lazy.ts";
import { jumpsBetween } from "./jumps.ts";
import type { Curve } from "./noise.ts";
import type { Row } from "./rows.ts";
import { slopeOf } from "./slope.ts";
import type { Slope } from "./slope.ts";
import type { Stencil } from "./stencil.ts";

/** What a curve may be wrong by: for each entry, from the largest size that it has at the steps in question. */
export type NoiseOf = (sizes: Float64Array) => Float64Array;

/** Properties of a curve besides its values. */
export interface Curved {
  readonly stencil: Stencil;
  readonly noiseOf: NoiseOf;
  /** Whether a change of this size may be rounding, see {@link Quotient}. */
  mayBeRounding(this: void, i: number, change: number): boolean;
}

/** The slope of a curve at 0 by central differences, where its value is `start`; undefined where no stencil fits. */
export function centralSlope(
  curve: Curve,
  start: Float64Array,
  { stencil, noiseOf, mayBeRounding }: Curved,
): Slope | undefined {
  const rows = (steps: readonly number[]): Row[] => {
    const values = steps.map((h) => [curve(h), curve(-h)] as const);
    const noise = noiseOf(largestOf(values.flat()));
    return steps.map((h, k) => {
      const [ahead, behind] = values[k];
      const changes = ahead.map((each, i) => each - behind[i]);
      return {
        h,
        changes,
        values: changes.map((each) => each / (2 * h)),
        even: start.map((y, i) => (ahead[i] - y + (behind[i] - y)) / (2 * h)),
        // The division and the subtraction round as well.
        noise: noise.map((own, i) => (own + 2 * U * (Math.abs(ahead[i]) + Math.abs(behind[i]))) / h),
      };
    });
  };
  return slopeOf({
    stencil,
    power: 2,
    rows,
    mayBeRounding,
    jumps: lazy(() => jumpsBetween(curve, -stencil.widest, stencil.widest)),
  });
}

/** The slope of a curve at 0 by differences from there forwards, for which its value at 0 is given. */
export function forwardSlope(
  curve: Curve,
  start: Float64Array,
  { stencil, noiseOf, mayBeRounding }: Curved,
): Slope | undefined {
  const rows = (steps: readonly number[]): Row[] => {
    const values = steps.map(curve);
    const noise = noiseOf(largestOf([start, ...values]));
    return steps.map((h, k) => {
      const changes = values[k].map((each, i) => each - start[i]);
      return {
        h,
        changes,
        values: changes.map((each) => each / h),
        noise: noise.map((own) => (2 * own) / h),
      };
    });
  };
  return slopeOf({
    stencil,
    power: 1,
    rows,
    mayBeRounding,
    jumps: lazy(() => jumpsBetween(curve, 0, stencil.widest)),
  });
}

/** For each entry the largest of its absolute values. */
const largestOf = (vectors: readonly Float64Array[]): Float64Array =>
  (vectors[0] ?? new Float64Array()).map((_, i) =>
    vectors.reduce((most, each) => Math.max(most, Math.abs(each[i])), 0),
  );
