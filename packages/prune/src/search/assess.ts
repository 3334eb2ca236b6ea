import { checkNetwork } from "@espalier/network";
import type { OutputDifference, Network, Mask } from "@espalier/network";
import {
  show,
  checkOptions,
  compareWith,
  finiteOutputsOf,
  addSums,
  rootOf,
  rootOfRatio,
  sumOfSquares,
  checkMasks,
  countKept,
  metricOf,
} from "@espalier/network/internal";
import type { Outputs, SquareSum } from "@espalier/network/internal";
import type { LayerScores, Pruned } from "@espalier/scores";
import { checkScores } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { ScoreOptions } from "./scoring.ts";

/** The effect of pruning on one layer. */
export interface LayerAssessment {
  /** The number of its weights before pruning. */
  readonly weights: number;
  /** The number of its kept weights. */
  readonly kept: number;
  /** √(Σ I / E‖NN‖²) over the removed weights of this layer; undefined as in {@link Assessment}. */
  readonly predicted: number | undefined;
  /** The relative change of the outputs if only this layer is pruned. */
  readonly measured: number;
}

/** The effect of pruning on a network, predicted from the scores and measured. */
export interface Assessment {
  /** One for each layer, in order. */
  readonly layers: readonly LayerAssessment[];
  /**
   * √(Σ I / E‖NN‖²) over all removed weights, a relative change of the outputs. Importances are of weights removed one at a time and do
   * not add up, so the sum is only an estimate. Undefined if the scores say that an importance is no mean square change of the outputs: those
   * of a strategy without `predictsChange`, such as `magnitude`, or with another compensation than the strategy's own; or if an importance is
   * negative or infinite.
   */
  readonly predicted: number | undefined;
  /** The measured difference of the outputs, on the inputs. */
  readonly measured: OutputDifference;
}

/**
 * Compares the predicted effect of pruning with the measured one.
 *
 * @param network before it was pruned
 * @param inputs [n, d_0] to measure on
 * @param options the metric that the scores are in
 * @throws ShapeError, ValueError when the inputs or the masks do not fit the network, or an output is too large for its precision
 */
export function assess(
  network: Network,
  pruned: Pruned,
  inputs: Tensor,
  options: Pick<ScoreOptions, "metric"> = {},
): Assessment {
  const who = "assess";
  checkOptions(who, options, '{ metric: "softmax" }');
  checkNetwork(who, network);
  // The type promises an object; a caller in JavaScript does not.
  if (typeof pruned !== "object" || pruned === null)
    throw new ValueError(who, "what prune returns, { network, masks, scores }", show(pruned));
  const { network: after, masks, scores } = pruned;
  checkNetwork(`${who}: pruned`, after);
  checkScores(who, network, scores);
  const known = checkMasks(who, network, masks);
  const before = finiteOutputsOf(who, network, inputs, metricOf(who, options.metric));
  const sums = known.map((mask, k) => removedSum(mask, scores[k]));
  const once = sums.filter((_, k) => network.layers[k].tied === undefined); // the removal of a shared weight is one
  const isPrediction = scores.every(({ predictsChange }) => predictsChange !== false);
  const predictedOf = (importances: readonly SquareSum[]): number | undefined =>
    isPrediction && importances.every(({ scaled }) => scaled >= 0 && scaled < Infinity)
      ? changeOf(importances.reduce(addSums), before)
      : undefined;
  return {
    layers: known.map((mask, k) => ({
      weights: mask.length,
      kept: countKept(mask),
      predicted: predictedOf([sums[k]]),
      measured: compareWith(who, before, onlyLayer(k, network, after)).relative,
    })),
    predicted: predictedOf(once),
    measured: compareWith(who, before, after),
  };
}

/** The network with layer k of another, and with the other uses of its matrix. */
function onlyLayer(k: number, network: Network, after: Network): Network {
  const matrixOf = (at: number): number => network.layers[at].tied ?? at;
  const isPruned = (at: number): boolean => matrixOf(at) === matrixOf(k);
  return { ...network, layers: network.layers.map((layer, at) => (isPruned(at) ? after.layers[at] : layer)) };
}

/** The relative change that a sum of importances stands for, as `compareWith` measures it. */
const changeOf = (importance: SquareSum, { metric, meanSquare }: Outputs): number =>
  metric === "softmax" ? rootOf(importance) : rootOfRatio(importance, meanSquare);

/** Σ I over the removed weights; NaN where some I is negative. */
function removedSum(mask: Mask, { importance: { data }, exponent = 0 }: LayerScores): SquareSum {
  const removed = new Float64Array(mask.length - countKept(mask));
  let next = 0;
  for (let ij = 0; ij < mask.length; ij++)
    if (mask[ij] === 0) removed[next++] = data[ij] >= 0 ? data[ij] : NaN;
  const sum = sumOfSquares(removed);
  return { ...sum, exponent: sum.exponent - exponent / 2 };
}
