import { checkTensor, matchAxes, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

/**
 * The moments of a layer's inputs x_j, weighted by the energy of each neuron i. Always f64: the squares of f32 samples may be too
 * large for f32, or too small.
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
 * The moments of one batch: first the mean, then the scatter around it.
 *
 *     μ_ij = Σ_n G_ni x_nj / Σ_n G_ni        scatter_ij = Σ_n G_ni (x_nj − μ_ij)²
 *
 * This is the definition. Scores use `momentsInArena`, which gives the same within a few roundings, by the kernels.
 *
 * @param X inputs [n, j]
 * @param G energies [n, i], each ≥ 0
 * @throws ShapeError when X and G disagree on n
 */
export function weightedMoments(X: Tensor, G: Tensor): Moments {
  checkTensor("weightedMoments", "X", X);
  checkTensor("weightedMoments", "G", G);
  const { N, I, J } = matchAxes("weightedMoments", { X: [X, "NJ"], G: [G, "NI"] });
  const result = noMoments(I, J);
  for (let i = 0; i < I; i++)
    for (let j = 0; j < J; j++) {
      const sum = (term: (g: number, x: number) => number): number => {
        let total = 0;
        for (let n = 0; n < N; n++) total += term(G.data[n * I + i], X.data[n * J + j]);
        return total;
      };
      const total = (result.totalEnergy.data[i] = sum((g) => g));
      if (total === 0) continue;
      // The mean once more around itself: that of a constant is exactly the constant. The last 0 makes 0 of −0.
      const about = sum((g, x) => g * x) / total;
      const mu = about + sum((g, x) => g * (x - about)) / total + 0;
      // On paper the second sum is 0; it subtracts what the rounding of μ adds to the first.
      const scatter = sum((g, x) => g * (x - mu) ** 2) - sum((g, x) => g * (x - mu)) ** 2 / total;
      result.mean.data[i * J + j] = mu;
      result.scatter.data[i * J + j] = Math.max(0, scatter);
    }
  return result;
}

/**
 * The moments of two sets of samples together, from those of each (Chan, Golub & LeVeque 1983, (2.1)):
 *
 *     μ = μ_a + d ΣG_b / ΣG        scatter = scatter_a + scatter_b + d² ΣG_a ΣG_b / ΣG        d = μ_b − μ_a
 *
 * The merged mean starts from the mean with the larger total energy: its distance from the other one may be large, and the rounding grows with
 * the distance. A side without energy has no mean and is ignored.
 *
 * @throws ShapeError when they are of different layers
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const { I, J } = matchAxes("mergeMoments", { a: [a.mean, "IJ"], b: [b.mean, "IJ"] });
  return mergeInto(noMoments(I, J), a, b);
}

/** {@link mergeMoments} into an existing result, which may be `a` itself; axes are not checked again. */
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
    // A side without energy changes nothing. In the formula the square of its distance may be Infinity, times 0.
    if (G_a === 0 || G_b === 0) {
      const { mean: own, scatter: around } = G_a === 0 ? b : a;
      mean.set(own.data.subarray(i * J, (i + 1) * J), i * J);
      scatter.set(around.data.subarray(i * J, (i + 1) * J), i * J);
      continue;
    }
    const [share_a, share_b, both] = [G_a / G, G_b / G, G_a * (G_b / G)];
    for (let ij = i * J; ij < (i + 1) * J; ij++) {
      const d = mean_b[ij] - mean_a[ij];
      mean[ij] = G_a < G_b ? mean_b[ij] - d * share_a : mean_a[ij] + d * share_b;
      scatter[ij] = scatter_a[ij] + scatter_b[ij] + d * d * both;
    }
  }
  return result;
}
