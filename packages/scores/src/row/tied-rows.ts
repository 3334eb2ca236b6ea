import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { pseudoInverse } from "../method/pseudo-inverse.ts";
import type { RowCurvature } from "../method/score.ts";
import { dotRow } from "../method/tied.ts";
import type { TiedMoments } from "../method/tied.ts";
import { awayFrom, momentsOf } from "../method/tied-uses.ts";
import type { Uses } from "../method/tied-uses.ts";
import { damped } from "./curvature.ts";

/**
 * What the rows of a matrix with several uses depend on. Row i changes by z at every use u, and the bias of each use by β_u; to first order an output
 * changes by Σ_u g_ui (zᵀ x_u + β_u). Around the mean inputs c_u, with β_u = −zᵀ c_u − γ_u, the mean square over N samples is
 *
 *     (zᵀ A_i z − 2 γᵀ B_iᵀ z + γᵀ H_i γ) / N        A_i,jl = Σ_n Σ_m (Σ_u g_ui (x_uj − c_uj)) (Σ_v g_vi (x_vl − c_vl))
 *
 * with B, the pull, and H of {@link TiedMoments}.
 */
export interface TiedRowMoments extends TiedMoments {
  /** A [i, j, l]; its diagonal is the square */
  readonly coscatter: Tensor;
}

/** The moments of a batch. */
export function tiedRowMoments(uses: Uses, I: number): TiedRowMoments {
  const moments = momentsOf(uses, I);
  const { inputs, energy } = uses;
  const [N, J] = inputs[0].shape;
  const away = awayFrom(inputs, moments.centre);
  const coscatter = zeros([I, J, J]);
  for (const [u, x] of away.entries())
    for (const [v, y] of away.entries()) {
      const G = energy(u, v);
      if (G === undefined) continue;
      for (let n = 0; n < N; n++)
        for (let i = 0; i < I; i++)
          for (let j = 0; j < J; j++) {
            const pulled = G[n * I + i] * x[n * J + j];
            for (let l = 0; l < J; l++) coscatter.data[(i * J + j) * J + l] += pulled * y[n * J + l];
          }
    }
  return { ...moments, coscatter };
}

/** Two sets of samples around the centre of both: around one that is e lower, A_jl is A_jl + e_jᵀ B_l + B_jᵀ e_l + e_jᵀ H e_l. */
export function mergeTiedRows(merged: TiedMoments, a: TiedRowMoments, b: TiedRowMoments): TiedRowMoments {
  const [I, J, U] = merged.pull.shape;
  const coscatter = zeros([I, J, J]);
  for (const { samples, centre, energy, pull, coscatter: own } of [a, b]) {
    if (samples === 0) continue;
    const e = Array.from({ length: J }, (_, j) =>
      Float64Array.from({ length: U }, (__, u) => centre.data[u * J + j] - merged.centre.data[u * J + j]),
    );
    for (let i = 0; i < I; i++) {
      const H = energy.data.subarray(i * U * U, (i + 1) * U * U);
      const B = (j: number): Float64Array =>
        pull.data.subarray((i * J + j) * U, (i * J + j + 1) * U) as Float64Array;
      for (let j = 0; j < J; j++)
        for (let l = 0; l < J; l++) {
          const at = (i * J + j) * J + l;
          const crossed = e[j].reduce((sum, each, u) => sum + each * (B(l)[u] + dotRow(H, u, e[l])), 0);
          coscatter.data[at] +=
            own.data[at] + crossed + e[l].reduce((sum, each, u) => sum + each * B(j)[u], 0);
        }
    }
  }
  return { ...merged, coscatter };
}

/**
 * C is a difference of sums, with a rounding error of some 16 U ε of the largest entry of A in each of its entries. If the damping, a hundredth of the
 * mean of its diagonal, is not more than what J such errors of a row add up to, nothing is known of C but that the biases compensate for all of the row.
 */
const NOISE = 1600 * Number.EPSILON;

/**
 * The curvature of a row with the best biases at all uses, γ = H⁺ Bᵀ z, damped as that of a matrix with one use, and for each use what its bias takes:
 *
 *     C_jl = (A_jl − B_jᵀ H⁺ B_l) / N        μ_u = c_u + (B H⁺)_u
 */
export function tiedRowCurvature({
  samples: N,
  centre,
  energy,
  pull,
  coscatter,
}: TiedRowMoments): RowCurvature[] {
  const [I, J, U] = pull.shape;
  const means = Array.from({ length: U }, () => zeros([I, J]));
  const left = zeros([I, J, J]);
  for (let i = 0; i < I; i++) {
    const H = energy.data.subarray(i * U * U, (i + 1) * U * U);
    const inverse = pseudoInverse(H, U);
    const B = Array.from({ length: J }, (_, j) =>
      Float64Array.from(pull.data.subarray((i * J + j) * U, (i * J + j + 1) * U)),
    );
    const z = B.map((b) => b.map((_, u) => dotRow(inverse, u, b)));
    let [most, trace] = [0, 0];
    for (let j = 0; j < J; j++) {
      for (let u = 0; u < U; u++) means[u].data[i * J + j] = centre.data[u * J + j] + z[j][u];
      for (let l = 0; l <= j; l++) {
        // The quadratic form at z, which a rounding error of z changes in second order only.
        const change = z[j].reduce(
          (sum, each, u) => sum + each * (dotRow(H, u, z[l]) - B[l][u]) - B[j][u] * z[l][u],
          0,
        );
        const C = coscatter.data[(i * J + j) * J + l] + change;
        left.data[(i * J + j) * J + l] = left.data[(i * J + l) * J + j] = C;
      }
      most = Math.max(most, coscatter.data[(i * J + j) * J + j]);
      trace += left.data[(i * J + j) * J + j];
    }
    if (trace <= NOISE * U * J ** 2 * most) left.data.fill(0, i * J * J, (i + 1) * J * J);
  }
  const curvature = damped(left, N);
  return means.map((mean) => ({ curvature, mean }));
}
