import { ValueError } from "@espalier/tensor";
import { rodasp } from "./rodasp.ts";
import type { TridiagonalSystem } from "./rodasp.ts";

/** The result of an integration, and the number of its steps. */
export interface Trajectory {
  /** [times, size], row-major: y at each of the times, the first row at t = 0. */
  readonly values: Float64Array;
  /** Steps taken, and steps whose error was too large and that were repeated. */
  readonly accepted: number;
  readonly rejected: number;
}

export interface IntegrateOptions {
  /** y at t = 0. */
  readonly start: Float64Array;
  /** The times of the result, growing, from 0 on. Each is the end of a step, so nothing is interpolated. */
  readonly times: readonly number[];
  /** The largest error that one step may make in any entry of y. */
  readonly tolerance: number;
}

/** No step is this much longer or shorter than the one before: the error estimate has been seen there only. */
const GROWTH = { min: 0.2, max: 6 } as const;
/** A step that is 10 % shorter than the estimate allows is rarely repeated. */
const SAFETY = 0.9;

/**
 * Integrates y' = f(y) by {@link rodasp}, each step as long as the tolerance allows. The error estimate of a step grows as
 * h⁴, so h is chosen as h (tolerance / error)^¼.
 *
 * @throws ValueError when the solution ends before the last time: it becomes infinite, or leaves the domain of f
 */
export function integrate(
  system: TridiagonalSystem,
  { start, times, tolerance }: IntegrateOptions,
): Trajectory {
  const { startAt, step } = rodasp(system);
  const values = new Float64Array(times.length * system.size);
  let y = Float64Array.from(start);
  let next = new Float64Array(system.size);
  let t = 0;
  let accepted = 0;
  let rejected = 0;
  // The change of y in the first step is about h |f|, its error estimate about the fourth power of that.
  let h = Math.sqrt(Math.sqrt(tolerance)) / startAt(y);

  for (const [row, time] of times.entries()) {
    while (t < time) {
      const remaining = time - t;
      // Two halves rather than a long step and a sliver.
      const tried = h >= remaining ? remaining : Math.min(h, remaining / 2);
      if (!(t + tried > t))
        throw new ValueError("integrate", `a solution up to t = ${time}`, `one that ends at t = ${t}`);
      const error = step(tried, next);
      const growth = SAFETY * Math.sqrt(Math.sqrt(tolerance / error));
      // NaN, where the step left the domain of f, counts as the largest of errors.
      const proposed = tried * (growth > GROWTH.min ? Math.min(growth, GROWTH.max) : GROWTH.min);
      if (error <= tolerance) {
        accepted++;
        t = tried === remaining ? time : t + tried;
        [y, next] = [next, y];
        startAt(y);
        // A step cut short to end at `time` says nothing against the length that was planned.
        h = tried < h ? Math.max(h, proposed) : proposed;
      } else {
        rejected++;
        h = proposed;
      }
    }
    values.set(y, row * system.size);
  }
  return { values, accepted, rejected };
}
