import { cloneNetwork } from "./network.ts";
import type { Network } from "./network.ts";
import type { Mask } from "./rank.ts";
import type { LayerScores } from "./score.ts";

/**
 * The network without the masked weights, its biases moved:
 *
 *     W_ij ← 0 for every removed (i, j)        b_i ← b_i + Σ_{j removed} δ_ij
 *
 * Within a neuron the best moves of single weights add up to the best move of all of them.
 *
 * @returns a new network that shares nothing with the old one
 */
export function remove(network: Network, masks: readonly Mask[], scores: readonly LayerScores[]): Network {
  const pruned = cloneNetwork(network);
  for (const [k, { weight, bias }] of pruned.layers.entries()) {
    const [I, J] = weight.shape;
    const { data: compensation } = scores[k].compensation;
    for (let i = 0; i < I; i++) {
      let moved = 0;
      for (let ij = i * J; ij < (i + 1) * J; ij++)
        if (masks[k][ij] === 0) {
          weight.data[ij] = 0;
          moved += compensation[ij];
        }
      bias.data[i] += moved;
    }
  }
  return pruned;
}
