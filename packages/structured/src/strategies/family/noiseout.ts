import { fromStatistics } from "../from-statistics.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/**
 * NoiseOut: of the two units that are most correlated one goes, and the other takes its part (the compensation `merge`). The importance of a
 * unit is 1 − |corr| with its most correlated partner at the time of its removal; the remaining pairs are less and less alike, so the importance rises.
 * A constant unit is a copy of the bias and goes first.
 *
 * The abstract could be read; the merging is recalled. Of a pair the one of smaller variance goes, which is our choice. The paper also
 * trains with extra outputs of random targets, which makes units more alike; that changes the training, and is not done here.
 *
 * @see Babaeizadeh, Smaragdis & Campbell 2016, "NoiseOut: a simple way to prune neural networks", arXiv:1611.06211
 */
export const noiseOut: UnitStrategy = fromStatistics(
  { name: "noiseout", compensation: "merge" },
  { covariance: true },
  ({ covariance, mean }) => {
    if (covariance === undefined) throw new Error("statistics without the covariance of the units");
    return pairwise(covariance, mean.length);
  },
);

/** 1 − |corr| of each unit at the time when it goes; the last one never goes, and has 1. */
export function pairwise(covariance: Float64Array, J: number): Float64Array {
  const variance = (j: number): number => covariance[j * J + j];
  const distance = (u: number, v: number): number => {
    const size = Math.sqrt(variance(u)) * Math.sqrt(variance(v));
    return size > 0 ? 1 - Math.min(1, Math.abs(covariance[u * J + v]) / size) : 0;
  };
  const scores = new Float64Array(J).fill(1);
  const left = new Set(Array.from({ length: J }, (_, j) => j));
  while (left.size > 1) {
    let [first, second, least] = [-1, -1, Infinity];
    for (const u of left)
      for (const v of left)
        if (u < v && distance(u, v) < least) [first, second, least] = [u, v, distance(u, v)];
    const gone = variance(first) < variance(second) ? first : second;
    scores[gone] = least;
    left.delete(gone);
  }
  return scores;
}
