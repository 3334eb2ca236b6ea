import { cholesky, solveInPlace } from "@espalier/scores/internal";
import type { UnitStatistics } from "../units/unit-statistics.ts";
import { withConstants } from "./compensation.ts";
import type { Removal, UnitCompensation } from "./compensation.ts";
import { constant } from "./constants.ts";

/** λ over the diagonal of H. Tried on calibration samples of trained networks: see docs/family.md. */
export const SHRINKAGE = 0.1;

/**
 * The biases of all readers together. If the units R go and the biases gain δ, output m of a sample changes to first order by
 * Σ_{j∈R} h_mj x_j − g_mᵀ δ, which is least at H δ = c, H = E[Σ_m g_m g_mᵀ], c = E[Σ_m g_m h_mj x_j]. Shrunk towards one constant,
 *
 *     δ = δ⁰ + (H + λ diag H)⁻¹ (c − H δ⁰)        δ⁰ = Σ_R W_:j a_j        c − H δ⁰ = E[Σ_m g_m h_mj (x_j − a_j)]
 *
 * The bare minimum, λ = 0, can be worse in truth than the mean of the unit: it is far from 0 where H is nearly singular, and then leaves
 * the first order. A constant is a candidate too, and the better of the two on the samples is taken.
 */
export const coupled: UnitCompensation = {
  name: "coupled",
  wanted: {},
  changes: ["bias"],
  moves: [],
  candidates: (removal) => [
    { by: "coupled", layer: withCoupled(removal, SHRINKAGE) },
    ...constant.candidates(removal),
  ],
};

function withCoupled(removal: Removal, shrinkage: number): ReturnType<typeof withConstants> {
  const { statistics, removed, layer } = removal;
  const isDead = (i: number): boolean => statistics.signalEnergy[i] === 0;
  const start = withConstants(removal, (j, i) => (isDead(i) ? statistics.mean[j] : statistics.center[j]));
  const move = coupledMove(statistics, removed, shrinkage);
  const { shape, data } = start.bias;
  return { ...layer, bias: { shape, data: Float64Array.from(data, (b, i) => b + move[i]) } };
}

/**
 * δ − δ⁰ for the removed units. With λ = 0 it is H⁺ (c − H δ⁰), the smallest of all minimisers.
 *
 * @param shrinkage λ ≥ 0
 */
export function coupledMove(
  { samples, coupling, pull, mean }: UnitStatistics,
  removed: readonly number[],
  shrinkage: number,
): Float64Array {
  const I = pull.length / mean.length;
  const live = Array.from({ length: I }, (_, i) => i).filter((i) => coupling[i * I + i] > 0);
  const n = live.length;
  // Scaled to a unit diagonal: the energies of two readers may differ by orders of magnitude.
  const scale = live.map((i) => Math.sqrt(coupling[i * I + i] / samples));
  const right = Float64Array.from(
    live,
    (i, a) => removed.reduce((sum, j) => sum + pull[j * I + i], 0) / samples / scale[a],
  );
  const H = new Float64Array(n * n);
  for (const [a, i] of live.entries())
    for (const [b, l] of live.entries())
      H[a * n + b] = coupling[i * I + l] / samples / (scale[a] * scale[b]) + (a === b ? shrinkage : 0);
  const solution = shrinkage > 0 ? solved(H, right) : smallestSolution(H, right);
  const move = new Float64Array(I);
  for (const [a, i] of live.entries()) move[i] = solution[a] / scale[a];
  return move;
}

function solved(H: Float64Array, right: Float64Array): Float64Array {
  const x = right.slice();
  solveInPlace(cholesky("coupled", H, x.length), x);
  return x;
}

/** H⁺ b by conjugate gradients from 0, which stay in the range of H, and b lies in it. */
function smallestSolution(H: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = new Float64Array(n);
  const residual = b.slice();
  const direction = b.slice();
  let size = dot(residual, residual);
  const least = size * Number.EPSILON ** 2;
  // Exact after n steps on paper; rounding needs some more.
  for (let step = 0; step < 4 * n && size > least; step++) {
    const image = direction.map((_, a) => dot(H.subarray(a * n, (a + 1) * n), direction));
    const curvature = dot(direction, image);
    if (curvature <= 16 * n * Number.EPSILON * dot(direction, direction)) break; // rounding has left the range of H
    const length = size / curvature;
    for (let a = 0; a < n; a++) {
      x[a] += length * direction[a];
      residual[a] -= length * image[a];
    }
    const next = dot(residual, residual);
    for (let a = 0; a < n; a++) direction[a] = residual[a] + (next / size) * direction[a];
    size = next;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
