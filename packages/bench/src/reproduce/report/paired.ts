import { spreadOf } from "../../report/summary.ts";
import { studentQuantile } from "./student.ts";

/** How sure the intervals are of every page. */
export const CONFIDENCE = 0.95;

/** A mean over seeds, and the interval in which it lies. Without two seeds there is no interval: its ends are NaN. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** How many seeds. */
  readonly seeds: number;
}

/** A number of each seed. */
export type BySeed = ReadonlyMap<number, number>;

/** Mean of values and its t interval, mean ± t s/√n. */
export function estimateOf(values: readonly number[]): Estimate {
  const seeds = values.length;
  const { mean, sd = NaN } = spreadOf(values);
  const half = seeds < 2 ? NaN : (studentQuantile(CONFIDENCE, seeds - 1) * sd) / Math.sqrt(seeds);
  return { mean, low: mean - half, high: mean + half, seeds };
}

/**
 * a − b of the seeds that both have. What seeds have in common, the same first weights, the same order of the samples, drops out of
 * the differences.
 */
export const differenceOf = (a: BySeed, b: BySeed): Estimate => estimateOf(paired(a, b, (x, y) => x - y));

/**
 * a / b of the seeds that both have, as a factor: the geometric mean, with the t interval of the logarithms. For losses, which
 * are positive and span decades. What overflowed counts as infinite.
 */
export function factorOf(a: BySeed, b: BySeed): Estimate {
  const logarithms = paired(a, b, (x, y) => Math.log(overflown(x)) - Math.log(overflown(y)));
  const { mean, low, high, seeds } = estimateOf(logarithms);
  return { mean: Math.exp(mean), low: Math.exp(low), high: Math.exp(high), seeds };
}

const overflown = (loss: number): number => (Number.isNaN(loss) ? Infinity : loss);

const paired = (a: BySeed, b: BySeed, combine: (x: number, y: number) => number): number[] =>
  [...a].flatMap(([seed, x]) => {
    const y = b.get(seed);
    return y === undefined ? [] : [combine(x, y)];
  });

/** exp of the mean logarithm. */
export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
