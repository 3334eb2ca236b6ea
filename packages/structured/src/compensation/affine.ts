import type { Layer } from "@espalier/network";
import { cholesky, solveInPlace } from "@espalier/scores/internal";
import type { UnitStatistics } from "../units/unit-statistics.ts";
import type { Removal, UnitCompensation } from "./compensation.ts";

/** λ over the mean variance of the kept units: as small as a Cholesky factor needs where units depend on each other. See docs/family.md. */
export const RIDGE = 1e-3;

/**
 * A removed unit becomes an affine function of the kept ones, the best one in least squares, by ridge regression:
 *
 *     x_r ≈ E[x_r] + β_rᵀ (x_K − E[x_K])        β_r = (Σ_KK + λ I)⁻¹ Σ_Kr        λ = ridge · tr Σ_KK / |K|
 *     W_iK ← W_iK + Σ_r W_ir β_r                b_i ← b_i + Σ_r W_ir (E[x_r] − β_rᵀ E[x_K])
 *
 * @see Castellano, Fanelli & Pelillo 1997, "An iterative pruning algorithm for feedforward neural networks"; with a ridge, CORP, arXiv:2602.05243
 */
export const affine: UnitCompensation = {
  name: "affine",
  wanted: { covariance: true },
  changes: ["weight", "bias"],
  moves: [],
  candidates: (removal) => [{ by: "affine", layer: withAffine(removal, RIDGE) }],
};

/** The layer after the removal; see {@link affine}. */
export function withAffine({ layer, removed, kept, statistics }: Removal, ridge: number): Layer {
  const { weight, bias } = layer;
  const [I, J] = weight.shape;
  const [W, b] = [Float64Array.from(weight.data), Float64Array.from(bias.data)];
  const { mean } = statistics;
  const slopes = regressions(statistics, removed, kept, ridge);
  for (const [at, r] of removed.entries()) {
    const slope = slopes[at];
    const offset = mean[r] - slope.reduce((sum, each, a) => sum + each * mean[kept[a]], 0);
    for (let i = 0; i < I; i++) {
      const own = weight.data[i * J + r];
      for (const [a, j] of kept.entries()) W[i * J + j] += own * slope[a];
      b[i] += own * offset;
    }
  }
  return { ...layer, weight: { shape: [I, J], data: W }, bias: { shape: [I], data: b } };
}

/** β_r for each removed unit, [K] */
export function regressions(
  { covariance, mean }: Pick<UnitStatistics, "covariance" | "mean">,
  removed: readonly number[],
  kept: readonly number[],
  ridge: number,
): Float64Array[] {
  const J = mean.length;
  const n = kept.length;
  if (covariance === undefined) throw new Error("statistics without the covariance of the units");
  const A = new Float64Array(n * n);
  let trace = 0;
  for (const [a, j] of kept.entries()) {
    trace += covariance[j * J + j];
    for (const [b, l] of kept.entries()) A[a * n + b] = covariance[j * J + l];
  }
  if (trace === 0) return removed.map(() => new Float64Array(n)); // the kept units are constant and say nothing
  for (let a = 0; a < n; a++) A[a * n + a] += (ridge * trace) / n;
  const L = cholesky("affine", A, n);
  return removed.map((r) => {
    const slope = Float64Array.from(kept, (j) => covariance[j * J + r]);
    solveInPlace(L, slope);
    return slope;
  });
}
