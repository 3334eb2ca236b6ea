import type { Tensor } from "@espalier/tensor";
import { compareWith, outputsOf, relativeTo } from "../network/compare.ts";
import type { OutputDifference } from "../network/compare.ts";
import type { Network } from "../network/network.ts";
import type { Pruned } from "../method/cut.ts";
import type { Mask } from "../method/rank.ts";

/** What pruning did to one layer. */
export interface LayerAssessment {
  readonly weights: number;
  /** How many of its weights stay. */
  readonly kept: number;
  /** √(Σ I / E‖NN‖²) over what was removed of this layer. */
  readonly predicted: number;
  /** The relative change of the outputs with this layer pruned, and all others as they were. */
  readonly measured: number;
}

/** What pruning did to a network, as the scores foretell it and as it is. */
export interface Assessment {
  readonly layers: readonly LayerAssessment[];
  /**
   * √(Σ I / E‖NN‖²) over everything that was removed. It is a relative change of the outputs where an importance is a mean
   * square change of the outputs, as with a strategy that says `predictsChange`. And importances are of weights removed one at
   * a time; they do not add up, so that the sum is no more than an estimate.
   */
  readonly predicted: number;
  /** The outputs of the pruned network beside those before, on the inputs. */
  readonly measured: OutputDifference;
}

/**
 * Compares what pruning was predicted to do with what it did.
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
