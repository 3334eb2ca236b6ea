import type { Estimate } from "./extrapolate.ts";
import type { Slope } from "./slope.ts";

/**
 * Compares a claim by the first look at some slopes and, where it disagrees or finer steps do, by all steps.
 *
 * @param compare what the estimates say of the claim
 * @returns undefined where the steps do not resolve an entry
 */
export function comparedWith<T extends Compared>(
  slopes: readonly Slope[],
  entries: readonly number[],
  compare: (estimate: (slope: Slope, i: number) => Estimate) => T,
): T | undefined {
  const first = compare((slope, i) => slope.first[i]);
  if (!isBroken(first) && slopes.every(({ isConfirmed }) => entries.every(isConfirmed))) return first;
  const isLost = ({ resolved }: Slope): boolean => entries.some((i) => resolved(i) === undefined);
  return slopes.some(isLost) ? undefined : compare((slope, i) => slope.resolved(i) ?? slope.first[i]);
}

/** Two numbers that should agree within a bound. */
interface Compared {
  readonly received: number;
  readonly expected: number;
  readonly bound: number;
}

/** Whether a number is due, and the received one is not near enough. */
export const isBroken = ({ received, expected, bound }: Compared): boolean =>
  Number.isFinite(expected) && Number.isFinite(bound) && !(Math.abs(received - expected) <= bound);
