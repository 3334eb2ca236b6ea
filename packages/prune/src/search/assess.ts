import type { Tensor } from "@espalier/tensor";
import { compareWith, outputsOf, relativeTo } from "../network/compare.ts";
import type { OutputDifference } from "../network/compare.ts";
import type { Network } from "../network/network.ts";
import type { Pruned } from "../method/cut.ts";
import type { Mask } from "../method/rank.ts";

/** The effect of pruning on one layer. */
export interface LayerAssessment {
  /** The number of its weights before pruning. */
  readonly weights: number;
  /** The number of its kept weights. */
  readonly kept: number;
  /** √(Σ I / E‖NN‖²) over the removed weights of this layer. */
  readonly predicted: number;
  /** The relative change of the outputs if only this layer is pruned. */
  readonly measured: number;
}

/** The effect of pruning on a network, predicted from the scores and measured. */
export interface Assessment {
  /** One for each layer, in order. */
  readonly layers: readonly LayerAssessment[];
  /**
   * √(Σ I / E‖NN‖²) over all removed weights. It is a relative change of the outputs if an importance is a mean square change of
   * the outputs, as with a strategy that has `predictsChange`. Importances are of weights removed one at a time and do not add up, so the
   * sum is only an estimate.
   */
  readonly predicted: number;
  /** The measured difference of the outputs, on the inputs. */
  readonly measured: OutputDifference;
}

/**
 * Compares the predicted effect of pruning with the measured one.
 *
 * @param network before it was pruned
 * @param inputs [n, d_0] to measure on
 * @throws ShapeError, ValueError when the inputs do not fit the network
 */
export function assess(network: Network, pruned: Pruned, inputs: Tensor): Assessment {
  const before = outputsOf("assess", network, inputs);
  const importances = pruned.masks.map((mask, k) => removedSum(mask, pruned.scores[k].importance));
  const predictedOf = (importance: number): number => relativeTo(before.meanSquare, importance);
  return {
    layers: pruned.masks.map((mask, k) => {
      const layers = network.layers.with(k, pruned.network.layers[k]);
      return {
        weights: mask.length,
        kept: mask.reduce((count, kept) => count + kept, 0),
        predicted: predictedOf(importances[k]),
        measured: compareWith(before, { layers }).relative,
      };
    }),
    predicted: predictedOf(importances.reduce((sum, each) => sum + each, 0)),
    measured: compareWith(before, pruned.network),
  };
}

const removedSum = (mask: Mask, { data }: Tensor): number =>
  mask.reduce((sum, kept, ij) => (kept === 0 ? sum + data[ij] : sum), 0);
