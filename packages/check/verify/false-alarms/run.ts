import { check } from "../../src/index.ts";
import { rightFunctions } from "./functions/index.ts";
import { specOfRight } from "./function.ts";

/** What a check has said of a right function. */
export interface Verdict {
  readonly kind: string;
  readonly name: string;
  readonly points: number;
  /** Comparisons of all oracles, and of differences alone. */
  readonly compared: number;
  readonly byDifferences: number;
  /** What differences did not look at, because they did not resolve the function or met a kink. */
  readonly skipped: number;
  /** Comparisons that failed: false alarms, all of them. */
  readonly alarms: number;
}

/** The points of one check, whose report counts the comparisons. */
const POINTS = 50;

/** Checks one of the right functions by nothing but itself and its rules, at points from as many seeds as it takes. */
export function verdictOf(kind: string, at: number, points: number, seed: number): Verdict {
  const right = rightFunctions[kind][at];
  const spec = specOfRight(right);
  let [compared, byDifferences, skipped, alarms, looked] = [0, 0, 0, 0, 0];
  for (let left = points; left > 0; left -= POINTS) {
    const { oracles, draws } = check(spec, { seed: seed + left, draws: Math.min(left, POINTS) });
    looked += draws;
    for (const { name, comparisons, failures, skipped: own } of oracles) {
      const count = Object.values(comparisons).reduce((a, b) => a + b, 0);
      compared += count;
      alarms += failures;
      if (name !== "differences") continue;
      byDifferences += count;
      skipped += own;
    }
  }
  return { kind, name: right.name, points: looked, compared, byDifferences, skipped, alarms };
}

/** Every right function, by kind and place. */
export const everyRight: readonly (readonly [string, number])[] = Object.entries(rightFunctions).flatMap(
  ([kind, list]) => list.map((_, at) => [kind, at] as const),
);
