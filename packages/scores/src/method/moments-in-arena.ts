import { kernels } from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";
import { noMoments } from "./moments.ts";
import type { Moments } from "./moments.ts";

/**
 * The sums from which the moments of a batch follow. They are taken around a shift c_j, which does not change the scatter on paper and keeps its
 * digits in floating point. With B = Gᵀ(X − c) and Q = Gᵀ(X − c)²
 *
 *     μ_ij = c_j + B_ij / Σ G_i        scatter_ij = Q_ij − B_ij² / Σ G_i
 *
 * If all the energy of a neuron is on samples far from c_j, that difference cancels; then the sum is taken again, around μ_ij
 * itself.
 *
 * @see Chan, Golub & LeVeque 1983, "Algorithms for computing the sample variance"
 */
interface Sums {
  readonly X: Tensor;
  readonly G: Tensor;
  readonly shift: Float64Array;
  /** Σ_n G_ni, [i] */
  readonly totalEnergy: Float64Array;
  /** B and Q, [i, j] */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** The sums of a batch, in an arena; valid until its release. */
export function sumsInArena(arena: Arena, X: Tensor, G: Tensor): Sums {
  const [N, J] = X.shape;
  const I = G.shape[1];
  const shift = shiftOf(X);
  const totalEnergy = arena.doubles(I);
  const [first, second] = [arena.doubles(I * J), arena.doubles(I * J)];
  const weights = G.data instanceof Float64Array ? G.data : Float64Array.from(G.data);
  kernels().columnSums({ X: weights, sums: totalEnergy });
  kernels().weightedSums({ N, I, J, X: X.data, shift, G: weights, first, second });
  return { X, G, shift, totalEnergy, first, second };
}

/** The moments of the neurons i with from ≤ i < to. */
export function momentsOf(
  { X, G, shift, totalEnergy, first, second }: Sums,
  from: number,
  to: number,
): Moments {
  const J = X.shape[1];
  const result = noMoments(to - from, J);
  const [total, mean, scatter] = [result.totalEnergy.data, result.mean.data, result.scatter.data];
  for (let i = from; i < to; i++) {
    const G_i = totalEnergy[i];
    total[i - from] = G_i;
    if (G_i === 0) continue;
    for (let j = 0; j < J; j++) {
      const ij = i * J + j;
      const B_ij = first[ij];
      const offset = B_ij / G_i;
      const Q_ij = second[ij];
      const difference = Q_ij - offset * B_ij;
      const mu = shift[j] + offset;
      const at = ij - from * J;
      mean[at] = mu;
      scatter[at] = difference;
      // Above this limit the difference loses at most two bits.
      if (difference < Q_ij / 4) scatter[at] = scatterAround(mu, X, G, i, j);
    }
  }
  return result;
}

/** This many samples locate the values of a column well enough. */
const SAMPLES = 64;

/**
 * c_j: the mean of some of the samples, or 0 where most of them are 0, as with pixels and relu outputs. Around 0 a
 * value of 0 is a term of 0, which the kernels skip; and if the energy is only on samples with x_j = 0, there is no
 * scatter to lose.
 */
function shiftOf({ shape: [N, J], data }: Tensor): Float64Array {
  const step = Math.ceil(N / SAMPLES);
  const looked = Math.ceil(N / step);
  const shift = new Float64Array(J);
  for (let j = 0; j < J; j++) {
    const x_0j = data[j];
    let [sum, nothing] = [0, 0];
    for (let nj = j; nj < N * J; nj += step * J) {
      const x_nj = data[nj];
      sum += x_nj - x_0j;
      nothing += Number(x_nj === 0); // no branch: zeros are hard to predict
    }
    // Summed as differences from the first value: exact for an input that is constant. The last 0 makes 0 of −0, so that
    // no mean is −0, which JSON could not hold.
    shift[j] = 2 * nothing >= looked ? 0 : x_0j + sum / looked + 0;
  }
  return shift;
}

/** Σ_n G_ni (x_nj − μ)², less the share of it that is due to the rounding of μ. */
function scatterAround(mu: number, X: Tensor, G: Tensor, i: number, j: number): number {
  const [N, I] = G.shape;
  const J = X.shape[1];
  let [total, first, second] = [0, 0, 0];
  for (let n = 0; n < N; n++) {
    const G_ni = G.data[n * I + i];
    const x = X.data[n * J + j] - mu;
    total += G_ni;
    first += G_ni * x;
    second += G_ni * x * x;
  }
  return Math.max(0, second - (first * first) / total);
}
