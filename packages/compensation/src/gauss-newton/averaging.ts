import { ask } from "./ask.ts";
import type { Asking } from "./ask.ts";
import type { StepReport } from "./levenberg-marquardt.ts";

/**
 * The mean of the last points of a solver, if Q is lower there than at the last one, on a batch that none of them has seen. Each point is
 * the best for its own batch; near the minimum their errors are independent, and the mean has less of them.
 *
 * @see Polyak & Juditsky 1992, "Acceleration of stochastic approximation by averaging"
 */
export function* averaging(
  points: readonly Float64Array[],
): Asking<{ readonly at: Float64Array; readonly report: StepReport }> {
  const last = points[points.length - 1];
  const mean = last.map((_, p) => points.reduce((sum, point) => sum + point[p], 0) / points.length);
  const before = yield* ask("divergence", { at: last });
  const after = yield* ask("divergence", { at: mean });
  const moved = after < before;
  const report = { before, iterations: 0, evaluations: 2, gain: 0 };
  return moved
    ? { at: mean, report: { ...report, after, moved } }
    : { at: last, report: { ...report, after: before, moved } };
}
