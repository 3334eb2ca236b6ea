import type { Layer } from "@espalier/network";
import { cholesky, inverseOf } from "@espalier/scores/internal";
import { RIDGE } from "../compensation/affine.ts";
import type { UnitStatistics } from "../units/unit-statistics.ts";
import { fromStatistics } from "./from-statistics.ts";
import type { UnitStrategy } from "../units/unit-strategy.ts";

/**
 * The cost of removing one unit after the other, always the cheapest next one, while the kept ones compensate for them affinely. If the
 * sensitivities did not depend on the units, a set R would cost
 *
 *     tr( A_RR (Ω_RR)⁻¹ )        A = Wᵀ H W, Ω = Σ⁻¹        and one unit E[Q_j] / Ω_jj
 *
 * since (Ω_RR)⁻¹ is the residual covariance of x_R after a regression on the kept units. This is Optimal Brain Surgeon with H ⊗ Σ in
 * place of the curvature, for whole columns. Elimination of a unit q from both matrices leaves the same problem for the others:
 *
 *     α_k = Ω_qk / Ω_qq        Ω ← Ω − Ω_:q αᵀ        A ← (I − e_q αᵀ)ᵀ A (I − e_q αᵀ) for the others
 */
export function affineCosts(A: Float64Array, precision: Float64Array): Float64Array {
  const J = Math.sqrt(A.length);
  const [B, Omega] = [A.slice(), precision.slice()];
  const costs = new Float64Array(J);
  const left = new Set(Array.from({ length: J }, (_, j) => j));
  const costOf = (j: number): number => B[j * J + j] / Omega[j * J + j];
  let most = 0;
  while (left.size > 0) {
    let q = -1;
    for (const j of left) if (q < 0 || costOf(j) < costOf(q)) q = j;
    costs[q] = most = Math.max(most, costOf(q));
    left.delete(q);
    const own = Omega[q * J + q];
    const share = Omega.slice(q * J, (q + 1) * J).map((each) => each / own);
    const column = B.slice(q * J, (q + 1) * J);
    for (const j of left)
      for (const l of left) {
        Omega[j * J + l] -= share[j] * share[l] * own;
        B[j * J + l] += share[j] * share[l] * column[q] - share[j] * column[l] - column[j] * share[l];
      }
  }
  return costs;
}

/** Wᵀ H W of a layer, [j, j], and Σ⁻¹ of its inputs, with the ridge of the compensation; undefined if all are constant. */
export function affineProblem(
  { samples, coupling, covariance, mean }: UnitStatistics,
  { weight }: Layer,
  ridge: number = RIDGE,
): { readonly A: Float64Array; readonly precision: Float64Array } | undefined {
  if (covariance === undefined) throw new Error("statistics without the covariance of the units");
  const J = mean.length;
  const [I] = weight.shape;
  const W = weight.data;
  const A = new Float64Array(J * J);
  for (let i = 0; i < I; i++)
    for (let j = 0; j < J; j++) {
      let image = 0;
      for (let l = 0; l < I; l++) image += coupling[i * I + l] * W[l * J + j];
      for (let l = 0; l < J; l++) A[l * J + j] += (W[i * J + l] * image) / samples;
    }
  const S = covariance.map((sum) => sum / samples);
  let trace = 0;
  for (let j = 0; j < J; j++) trace += S[j * J + j];
  if (trace === 0) return undefined;
  for (let j = 0; j < J; j++) {
    const isConstant = S[j * J + j] === 0;
    S[j * J + j] += (ridge * trace) / J;
    if (isConstant) for (let l = 0; l < J; l++) A[j * J + l] = A[l * J + j] = 0; // costs nothing
  }
  return { A, precision: inverseOf(cholesky("unit-affine", S, J), J) };
}

/** Ranks units by {@link affineCosts}. */
export const unitAffine: UnitStrategy = fromStatistics(
  { name: "unit-affine", compensation: "affine" },
  { covariance: true },
  (statistics, layer) => {
    const problem = affineProblem(statistics, layer);
    return problem === undefined
      ? new Float64Array(statistics.mean.length)
      : affineCosts(problem.A, problem.precision);
  },
);
