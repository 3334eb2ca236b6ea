import type { Mask } from "@espalier/network";
import { ValueError } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { cholesky, solveInPlace } from "./cholesky.ts";

/** A row of a layer, some of whose weights are removed. */
export interface CutRow {
  /** W_i [j], before the removal */
  readonly before: Data;
  /** W_i [j] without the removed weights; the kept ones are changed in place */
  readonly after: Data;
  readonly mask: Mask;
  /** H_i [j, j] */
  readonly curvature: Float64Array;
  /** μ_i [j] */
  readonly mean: Data;
}

/**
 * Changes the kept weights K of a row so that, together with the bias, they compensate for the removed ones S:
 *
 *     W_K ← W_K + δ        δ = H_KK⁻¹ H_KS W_S        b ← b + W_S·μ_S − δ·μ_K
 *
 * This minimises (W_S, −δ)ᵀ H (W_S, −δ), the mean square change of the outputs to first order, see {@link RowCurvature}.
 *
 * @returns δ·μ_K, which the bias loses
 * @throws ValueError when H_KK is not positive definite, or a weight gets too large for its precision
 */
export function moveKept(who: string, { before, after, mask, curvature: H, mean }: CutRow): number {
  const J = mask.length;
  const kept = [...mask.keys()].filter((j) => mask[j] === 1);
  const removed = [...mask.keys()].filter((j) => mask[j] === 0 && before[j] !== 0);
  if (removed.length === 0 || isZero(H)) return 0; // nothing to compensate for, or the outputs do not depend on the row
  const n = kept.length;
  const H_KK = new Float64Array(n * n);
  for (let a = 0; a < n; a++) for (let b = 0; b <= a; b++) H_KK[a * n + b] = H[kept[a] * J + kept[b]];
  const delta = Float64Array.from(kept, (j) => removed.reduce((sum, l) => sum + H[j * J + l] * before[l], 0));
  solveInPlace(cholesky(who, H_KK, n), delta);
  let moved = 0;
  for (const [a, j] of kept.entries()) {
    after[j] += delta[a];
    moved += delta[a] * mean[j];
    if (!Number.isFinite(after[j]))
      throw new ValueError(who, `weight ${j} of the row + ${delta[a]} in range`, String(after[j]));
  }
  return moved;
}

const isZero = (values: Float64Array): boolean => values.every((value) => value === 0);
