import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { mergeMoments, noMoments } from "../../moments.ts";
import { layerInputs, weightCount } from "../../network.ts";
import type { Layer, Network } from "../../network.ts";
import { chunks } from "../../samples.ts";
import { finiteScores } from "../../score.ts";
import { plainMoments } from "../../statistics.ts";
import type { ScoringStrategy } from "../strategy.ts";
import { alongPaths } from "./along-paths.ts";
import { byForward } from "./by-forward.ts";

/**
 * The brute force: the mean square change of the outputs when W_ij is removed and b_i gains δ_ij = W_ij E[x_j],
 * evaluated exactly, one weight at a time.
 *
 * Removing one weight changes one signal, by W_ij (E[x_j] − x_j), so only what lies downstream is computed again.
 *
 * @see arXiv:2602.20467v1 (3)
 */
export const nonlinear: ScoringStrategy = {
  kind: "score",
  name: "nonlinear",
  *score(network, { inputs }) {
    const { layers } = network;
    const [N] = inputs.shape;
    const means = inputMeans(network, inputs);
    const scores = layers.map(({ weight: { shape, data } }, k) => ({
      importance: zeros(shape),
      compensation: { shape, data: Float64Array.from(data, (W_ij, ij) => W_ij * means[k][ij % shape[1]]) },
    }));
    const total = N * weightCount(network);
    let done = 0;
    for (const [X] of chunks(inputs))
      for (const [k, input] of layerInputs(network, X).entries()) {
        const [I, J] = layers[k].weight.shape;
        const { data } = scores[k].importance;
        const squaredChanges = outputChanges(layers.slice(k), input, means[k]);
        for (let i = 0; i < I; i++) {
          for (const [j, change] of squaredChanges(i).entries()) data[i * J + j] += change / N;
          yield { stage: "scores", done: (done += X.shape[0] * J), total };
        }
      }
    return scores.map((layer, k) => finiteScores(`nonlinear: layer ${k}`, layer));
  },
};

/**
 * From a neuron i of the first of some layers to Σ_n ‖y′ − y‖² for each of its weights W_ij: the change of their outputs
 * when it is removed and its mean input goes to the bias. Overwritten by the next call.
 */
export type OutputChanges = (i: number) => Float64Array;

/**
 * @param input X [n, j] of the first layer
 * @param mean E[x_j]
 */
const outputChanges = (layers: readonly Layer[], input: Tensor, mean: Tensor["data"]): OutputChanges =>
  alongPaths(layers, input, mean) ?? byForward(layers, input, mean);

/** E[x_j] of each layer. */
function inputMeans(network: Network, inputs: Tensor): Tensor["data"][] {
  let moments = network.layers.map(({ weight }) => noMoments(1, weight.shape[1]));
  for (const [X] of chunks(inputs)) {
    const received = layerInputs(network, X);
    moments = moments.map((before, k) => mergeMoments(before, plainMoments(received[k])));
  }
  return moments.map(({ mean }) => mean.data);
}
