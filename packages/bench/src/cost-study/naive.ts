import { nonlinearDefinition } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import type { Tensor } from "@espalier/tensor";

/**
 * Equation (3) as it is written, a whole forward pass for every weight.
 *
 * @returns from weights, counted through all layers, to an importance for each
 */
export function naiveImportances(
  network: Network,
  inputs: Tensor,
): (chosen: readonly number[]) => readonly number[] {
  const score = nonlinearDefinition(network, inputs);
  const starts = network.layers.map((_, k) =>
    network.layers.slice(0, k).reduce((sum, { weight }) => sum + weight.data.length, 0),
  );
  return (chosen) =>
    chosen.map((at) => {
      const k = starts.findLastIndex((start) => start <= at);
      const [ij, [, J]] = [at - starts[k], network.layers[k].weight.shape];
      return score(k, Math.floor(ij / J), ij % J).importance;
    });
}

/** So many of all weights, spread evenly over the layers. */
export const spread = (weights: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * weights) / count));
