import { cloneNetwork, forward, layerInputs, plainMoments } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import type { Tensor } from "@espalier/tensor";

/**
 * Equation (3) as it is written: E‖NN(x) − NN(x; without W_ij, b_i + W_ij E[x_j])‖² by a whole forward pass for every weight.
 *
 * What all weights have in common, the means and the outputs before, is computed here.
 *
 * @returns from weights, counted through all layers, to an importance for each
 * @see arXiv:2602.20467v1 (3)
 */
export function naiveImportances(
  network: Network,
  inputs: Tensor,
): (chosen: readonly number[]) => readonly number[] {
  const means = layerInputs(network, inputs).map((received) => plainMoments(received).mean.data);
  const before = forward(network, inputs).data;
  const changed = cloneNetwork(network);
  const starts = network.layers.map((_, k) =>
    network.layers.slice(0, k).reduce((sum, { weight }) => sum + weight.data.length, 0),
  );
  const importanceOf = (at: number): number => {
    const k = starts.findLastIndex((start) => start <= at);
    const { weight, bias } = changed.layers[k];
    const ij = at - starts[k];
    const [i, j] = [Math.floor(ij / weight.shape[1]), ij % weight.shape[1]];
    const [W_ij, b_i] = [weight.data[ij], bias.data[i]];
    weight.data[ij] = 0;
    bias.data[i] += W_ij * means[k][j];
    const after = forward(changed, inputs).data;
    weight.data[ij] = W_ij;
    bias.data[i] = b_i;
    let sum = 0;
    for (let nm = 0; nm < after.length; nm++) sum += (after[nm] - before[nm]) ** 2;
    return sum / inputs.shape[0];
  };
  return (chosen) => chosen.map(importanceOf);
}

/** So many of all weights, spread evenly over the layers. */
export const spread = (weights: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * weights) / count));
