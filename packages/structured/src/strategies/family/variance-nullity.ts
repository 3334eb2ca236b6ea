import type { MetricName, Network } from "@espalier/network";
import type { Pass, PassOf } from "@espalier/scores";
import {
  addMoments,
  batchSensitivities,
  noMoments,
  unweightedMoments,
  varianceOf,
} from "@espalier/scores/internal";
import type { Moments } from "@espalier/scores/internal";
import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { inChunks } from "../../units/unit-strategy.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/**
 * Variance nullity: a unit is irrelevant if the variance of its sensitivity over the samples is not significantly above 0. With the
 * sensitivity of a sample ϑ_j = (1/M) Σ_m h_mj,
 *
 *     σ²_j = Σ_n (ϑ_nj − ϑ̄_j)² / (N − 1)        γ_j = (N − 1) σ²_j / σ0²
 *
 * and the units of smallest γ_j go: with one σ0² for all, those of smallest σ²_j.
 *
 * Only the abstract could be read; the statistic is recalled. The method assumes sigmoid outputs. With linear outputs the sensitivity to the
 * last hidden layer is a weight, the same for all samples, and every unit there would be irrelevant. So we also ask that the mean sensitivity
 * is near 0 (a secondary source has this test for weights) and rank by max(σ²_j, ϑ̄_j²). For classes, metric `softmax`, the derivatives are
 * those of the probabilities, whose sum is 0; there ϑ is their Euclidean norm over the outputs, and the rank is σ²_j.
 *
 * @see Engelbrecht 2001, "A new pruning heuristic based on variance analysis of sensitivity information"
 */
export const varianceNullity: UnitStrategy = inChunks(
  { name: "variance-nullity", compensation: "none" },
  {
    passes: (layers) => [sensitivityMomentsPass(layers)],
    scores: ({ metric = "outputs" }, _, { total }) =>
      (total as Moments[]).map((moments) => {
        const variance = varianceOf(moments);
        const mean = moments.mean.data;
        return metric === "outputs" ? variance.map((each, j) => Math.max(each, mean[j] ** 2)) : variance;
      }),
  },
);

/** The moments of ϑ of each layer. */
const sensitivityMomentsPass =
  (layers: readonly number[]): PassOf =>
  ({ network, metric = "outputs" }): Pass<Moments[], Moments[]> => ({
    costs: [1],
    map:
      ({ inputs }) =>
      () =>
        sensitivitiesOf(network, inputs, layers, metric).map(unweightedMoments),
    initial: () => layers.map((k) => noMoments(1, network.layers[k].weight.shape[1])),
    reduce: addMoments,
    merge: addMoments,
  });

/** ϑ of each layer, [n, j]. */
function sensitivitiesOf(
  network: Network,
  X: Tensor,
  layers: readonly number[],
  metric: MetricName,
): Tensor[] {
  const batch = batchSensitivities(network, X);
  if (metric === "outputs") {
    const [n, M] = batch.outputs.shape;
    const f: Tensor = { shape: [n, M], data: new Float64Array(n * M).fill(1 / M) };
    return batch.towards(f, layers).map(({ byInput }) => byInput);
  }
  const norms = layers.map((k) => zeros(batch.inputs[k].shape));
  for (const all of batch.each(layers, metric))
    for (const [at, { byInput }] of all.entries())
      for (let nj = 0; nj < byInput.data.length; nj++) norms[at].data[nj] += byInput.data[nj] ** 2;
  return norms.map(({ shape, data }) => ({ shape, data: data.map(Math.sqrt) }));
}

/**
 * Whether a variance σ² over N samples is significantly below σ0²: γ = (N − 1) σ² / σ0² is at most the lower quantile α of χ² with N − 1 degrees
 * of freedom, by the approximation of Wilson and Hilferty, χ²_α(ν) ≈ ν (1 − 2/(9ν) + z_α √(2/(9ν)))³. α = 0.01 is recalled, z = −2.3263.
 */
export function isNull(variance: number, samples: number, least: number, quantile = -2.326347874): boolean {
  const nu = samples - 1;
  const spread = 2 / (9 * nu);
  return (nu * variance) / least <= nu * (1 - spread + quantile * Math.sqrt(spread)) ** 3;
}
