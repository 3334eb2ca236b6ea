import quantile from "@stdlib/stats-base-dists-t-quantile";

/** A number measured once a seed. */
export interface Spread {
  readonly mean: number;
  /** Standard deviation of a sample (n − 1); undefined for a single seed. NaN when a value is not finite. */
  readonly sd: number | undefined;
  readonly min: number;
  readonly max: number;
}

/** Mean, standard deviation and range; a NaN among the values makes all of them NaN, in plain sight. */
export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const scatter = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = values.length > 1 ? Math.sqrt(scatter / (values.length - 1)) : undefined;
  return { mean, sd, min: Math.min(...values), max: Math.max(...values) };
}

/** The mean over the seeds. */
export const meanOf = (values: BySeed): number =>
  [...values.values()].reduce((sum, value) => sum + value, 0) / values.size;

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

/**
 * The t with P(|T| ≤ t) = `share`, by Student's distribution: half the width of a two-sided interval, in standard errors.
 *
 * @param degrees ν ≥ 1
 * @param share in (0, 1)
 */
export const studentQuantile = (share: number, degrees: number): number => quantile((1 + share) / 2, degrees);
