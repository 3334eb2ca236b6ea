import { spreadOf } from "../statistics.ts";

/** The seeds of one group as Vega's kernel density wants them: standardised, so that one bandwidth serves all groups. */
export interface Violin {
  readonly strategy: string;
  readonly x: number;
  /** Mean and standard deviation of the values, or of their logarithms. */
  readonly centre: number;
  readonly sd: number;
  /** One seed: (value − centre) / sd. */
  readonly z: number;
  /** Where the drawing ends: two bandwidths beyond the outermost seeds, where next to nothing is left. */
  readonly low: number;
  readonly high: number;
}

/**
 * Scott's rule for the bandwidth of n standardised values, 1.06 n^(−1/5). Vega's own estimate takes the quartiles in, and
 * tears a violin of five seeds into pieces.
 *
 * @see Scott, Multivariate Density Estimation (1992), the normal reference rule
 */
export const bandwidthOf = (n: number): number => 1.06 * n ** -0.2;

/** A group of at least three distinct values; `transform` is the axis's, the logarithm or nothing. */
export function violinOf(
  strategy: string,
  x: number,
  values: readonly number[],
  transform: (value: number) => number,
): Violin[] {
  const transformed = values.map(transform);
  const { mean: centre, sd = 0, min, max } = spreadOf(transformed);
  const reach = 2 * bandwidthOf(values.length);
  const [low, high] = [(min - centre) / sd - reach, (max - centre) / sd + reach];
  return transformed.map((value) => ({ strategy, x, centre, sd, z: (value - centre) / sd, low, high }));
}
