import {
  adamDefaults,
  adamStart,
  adamStep,
  cloneNetwork,
  lossGradients,
  parametersOf,
} from "@espalier/network";
import type { LossGradient, Mask, Network, Samples } from "@espalier/network";
import { masked, masksByMatrix, placesOfMatrices } from "@espalier/network/internal";
import { cheapestOf } from "@espalier/scores/internal";
import type { Data } from "@espalier/tensor";
import type { TrainingMethodOptions } from "./minibatches.ts";

/** Options of movement pruning. */
export interface MovementOptions extends TrainingMethodOptions {
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
}

/** A network that was pruned while it was trained. */
export interface PrunedByTraining {
  /** The network without the removed weights. */
  readonly network: Network;
  /** Which weights are kept. */
  readonly masks: readonly Mask[];
}

/** The shares of all steps before which nothing, and after which everything, is pruned: our choice. */
const [FROM, TO] = [0.1, 0.7];

/** A network whose weights and their scores learn together; the weights of lowest scores are masked. */
export interface ScoredWeights {
  /** The network with all weights, which {@link train} changes. */
  readonly dense: Network;
  /** The masks after a share of all steps. */
  readonly masksAt: (share: number) => Mask[];
  /** The loss of the masked network and its gradients, for masked weights too. */
  readonly gradientsOf: (masks: readonly Mask[], batch: Samples) => LossGradient;
  /** A step of the kept weights and of the other parameters. It overwrites the gradients of masked weights with 0. */
  readonly train: (gradients: LossGradient["gradients"], masks: readonly Mask[]) => void;
  /** A step of the scores. @param slopes of the scores of a matrix, from the gradients, the weights and the scores */
  readonly learn: (
    gradients: LossGradient["gradients"],
    slopes: (gradient: Data, weight: Data, scores: Float64Array) => Float64Array,
  ) => void;
}

/**
 * @param start the score of each weight before the first step
 * @param rate the learning rate of the scores
 */
export function scoredWeights(
  network: Network,
  { loss, ratio, learningRate = adamDefaults.learningRate }: MovementOptions,
  start: number,
  rate: number,
): ScoredWeights {
  const dense = cloneNetwork(network);
  const parameters = parametersOf(dense);
  const places = placesOfMatrices(dense);
  const scores = dense.layers.map(({ weight: { shape, data } }) => ({
    shape,
    data: new Float64Array(data.length).fill(start),
  }));
  const [state, scoreState] = [adamStart(parameters), adamStart(scores)];
  const gradients = lossGradients(loss);
  return {
    dense,
    masksAt: (share) =>
      masksByMatrix(dense.layers, (own) =>
        cheapestOf(
          own.map((k) => scores[k]),
          scheduled(ratio, share),
        ),
      ),
    gradientsOf: (masks, batch) => gradients(masked(dense, masks), batch),
    train(slopes, masks) {
      for (const [k, place] of places.entries())
        for (let ij = 0; ij < masks[k].length; ij++) if (masks[k][ij] === 0) slopes[place].data[ij] = 0;
      adamStep(parameters, slopes, state, { ...adamDefaults, learningRate });
    },
    learn(given, slopesOf) {
      const slopes = places.map((place, k) => ({
        shape: scores[k].shape,
        data: slopesOf(given[place].data, dense.layers[k].weight.data, scores[k].data),
      }));
      adamStep(scores, slopes, scoreState, { ...adamDefaults, learningRate: rate });
    },
  };
}

/** The fraction removed after a share of all steps. */
export function scheduled(ratio: number, share: number): number {
  const passed = Math.min(1, Math.max(0, (share - FROM) / (TO - FROM)));
  return ratio * (1 - (1 - passed) ** 3);
}
