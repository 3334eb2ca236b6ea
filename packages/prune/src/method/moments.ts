import { kernels, matchAxes, reference, zeros } from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";

/**
 * The inputs of a layer as its neurons feel them: moments of x_j, weighted by the energy of neuron i. Always f64: the
 * squares of f32 samples may be too large for f32, or too small.
 *
 * They form a commutative monoid under {@link mergeMoments}, up to rounding: samples may be streamed, or split over
 * workers and machines, in any way.
 */
export interface Moments {
  /** Σ_n G_ni, [i] */
  readonly totalEnergy: Tensor;
  /** μ_ij = Σ_n G_ni x_nj / Σ_n G_ni, [i, j]; 0 where the total energy is */
  readonly mean: Tensor;
  /** Σ_n G_ni (x_nj − μ_ij)², [i, j] */
  readonly scatter: Tensor;
}

/** The moments of no samples, which change nothing in a merge. */
export const noMoments = (I: number, J: number): Moments => ({
  totalEnergy: zeros([I]),
  mean: zeros([I, J]),
  scatter: zeros([I, J]),
});

/**
 * The moments of one batch.
 *
 * The sums are taken around a shift c_j, which leaves the scatter as it is on paper and keeps its digits in floating
 * point: with B = Gᵀ(X − c) and Q = Gᵀ(X − c)²
 *
 *     μ_ij = c_j + B_ij / Σ G_i        scatter_ij = Q_ij − B_ij² / Σ G_i
 *
 * Where a neuron feels only samples far from c_j, that difference would cancel; there the sum is taken once more,
 * around μ_ij itself.
 *
 * @param X inputs [n, j]
 * @param G energies [n, i], each ≥ 0
 * @throws ShapeError when X and G disagree on n
 * @see Chan, Golub & LeVeque 1983, "Algorithms for computing the sample variance"
 */
export function weightedMoments(X: Tensor, G: Tensor): Moments {
  matchAxes("weightedMoments", { X: [X, "NJ"], G: [G, "NI"] });
  return momentsOf(sumsIn(reference.arena(), X, G), 0, G.shape[1]);
}

/** What the moments of a batch are made of. */
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

/** The sums of a batch, in an arena: until its release. */
export function sumsIn(arena: Arena, X: Tensor, G: Tensor): Sums {
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

/** The moments of the neurons from one of them up to another. */
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
      // Up to there at most two bits are lost to the difference.
      if (difference < Q_ij / 4) scatter[at] = scatterAround(mu, X, G, i, j);
    }
  }
  return result;
}

/** So many samples tell well enough where the values of a column are. */
const SAMPLES = 64;

/**
 * c_j: the mean of some of the samples, or 0 where most of them are 0, as pixels and cut-off signals are. Around 0 a
 * value of 0 is a term of 0, which the kernels leave out; and a neuron that feels only samples with x_j = 0 has no
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
      nothing += Number(x_nj === 0); // no branch: zeros are hard to foretell
    }
    // Summed as differences from the first value: exact for an input that is constant. The last 0 makes 0 of −0, so that
    // no mean is −0, which JSON could not hold.
    shift[j] = 2 * nothing >= looked ? 0 : x_0j + sum / looked + 0;
  }
  return shift;
}

/** Σ_n G_ni (x_nj − μ)², less what the rounding of μ adds to it. */
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

/**
 * The moments of two sets of samples together, from those of each (Chan, Golub & LeVeque 1983, (2.1)):
 *
 *     μ = μ_a + d ΣG_b / ΣG        scatter = scatter_a + scatter_b + d² ΣG_a ΣG_b / ΣG        d = μ_b − μ_a
 *
 * The mean is reached from the side that is felt more: from the other one the way may be long, and its rounding is
 * that of its length. The mean of a side that feels nothing is no mean, and gets no say.
 *
 * @throws ShapeError when they are of different layers
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const { I, J } = matchAxes("mergeMoments", { a: [a.mean, "IJ"], b: [b.mean, "IJ"] });
  return mergeInto(noMoments(I, J), a, b);
}

/** {@link mergeMoments} into an existing result, which may be a itself; its axes are not checked again. */
export function mergeInto(result: Moments, a: Moments, b: Moments): Moments {
  const [I, J] = a.mean.shape;
  const [mean, mean_a, mean_b] = [result.mean.data, a.mean.data, b.mean.data];
  const [scatter, scatter_a, scatter_b] = [result.scatter.data, a.scatter.data, b.scatter.data];
  for (let i = 0; i < I; i++) {
    const G_a = a.totalEnergy.data[i];
    const G_b = b.totalEnergy.data[i];
    const G = G_a + G_b;
    result.totalEnergy.data[i] = G;
    if (G === 0) continue;
    const [share_a, share_b, both] = [G_a / G, G_b / G, G_a * (G_b / G)];
    for (let ij = i * J; ij < (i + 1) * J; ij++) {
      const d = mean_b[ij] - mean_a[ij];
      mean[ij] = G_a < G_b ? mean_b[ij] - d * share_a : mean_a[ij] + d * share_b;
      scatter[ij] = scatter_a[ij] + scatter_b[ij] + d * d * both;
    }
  }
  return result;
}
