import {
  lossGradients,
  cloneNetwork,
  parametersOf,
  adamDefaults,
  adamStart,
  adamStep,
} from "@espalier/network";
import type { Samples, Network, Mask, Work } from "@espalier/network";
import { masked, masksByMatrix, placesOfMatrices } from "@espalier/network/internal";
import { checkRatio, cheapestOf } from "@espalier/scores/internal";
import type { Tensor } from "@espalier/tensor";
import { checkTraining, minibatches } from "./minibatches.ts";
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

/** The scores' own learning rate, as in the authors' code. */
const SCORE_RATE = 1e-2;

/** The shares of all steps before which nothing, and after which everything, is pruned: our choice. */
const [FROM, TO] = [0.1, 0.7];

/**
 * Movement pruning: weights that move away from 0 while training stay. Each weight has a score S, which starts at 0; the network is
 * computed with W' = W ⊙ M, where M keeps the weights of largest S, and S learns by a straight-through gradient, for masked weights too,
 *
 *     ∂ℓ/∂S_ij = (∂ℓ/∂W'_ij) W_ij
 *
 * The fraction removed at step t is ρ (1 − (1 − (t − t_i)/(t_f − t_i))³), 0 before t_i and ρ after t_f. Read in the authors' code, with Adam and
 * 1e-2 for S. The authors rank within a matrix; all layers together is our choice, as are t_i and t_f at 10 % and 70 % of the steps. Ties, as
 * on the first steps, where all S are 0, go by layer, row and column.
 *
 * @throws ShapeError, ValueError as `train` does, and when the ratio is not in [0, 1]
 * @see Sanh, Wolf & Rush 2020, "Movement pruning: adaptive sparsity by fine-tuning", arXiv:2005.07683
 */
export function* movementPruning(
  network: Network,
  samples: Samples,
  options: MovementOptions,
): Work<PrunedByTraining> {
  const who = "movementPruning";
  checkTraining(who, network, samples, options);
  checkRatio(who, options.ratio);
  const dense = cloneNetwork(network);
  const parameters = parametersOf(dense);
  const places = placesOfMatrices(dense);
  const scores = dense.layers.map(({ weight }) => ({
    shape: weight.shape,
    data: new Float64Array(weight.data.length),
  }));
  const [state, scoreState] = [adamStart(parameters), adamStart(scores)];
  const adam = { ...adamDefaults, learningRate: options.learningRate ?? adamDefaults.learningRate };
  const gradientsOf = lossGradients(options.loss);
  let masks = cheapestMatrices(dense, scores, 0);
  for (const { samples: batch, step, steps } of minibatches(samples, options)) {
    masks = cheapestMatrices(dense, scores, scheduled(options.ratio, step / steps));
    const { loss, gradients } = gradientsOf(masked(dense, masks), batch);
    const slopes = places.map((place, k) => ({
      shape: scores[k].shape,
      data: Float64Array.from(gradients[place].data, (g, ij) => g * dense.layers[k].weight.data[ij]),
    }));
    adamStep(scores, slopes, scoreState, { ...adam, learningRate: SCORE_RATE });
    for (const [k, place] of places.entries())
      for (let ij = 0; ij < masks[k].length; ij++) if (masks[k][ij] === 0) gradients[place].data[ij] = 0;
    adamStep(parameters, gradients, state, adam);
    if (step % 50 === 0 || step === steps) yield { stage: "train", done: step, total: steps, loss };
  }
  return { network: masked(dense, masks), masks };
}

/** The masks of lowest scores over all matrices. */
export const cheapestMatrices = ({ layers }: Network, scores: readonly Tensor[], ratio: number): Mask[] =>
  masksByMatrix(layers, (own) =>
    cheapestOf(
      own.map((k) => scores[k]),
      ratio,
    ),
  );

/** The fraction removed after a share of all steps. */
export function scheduled(ratio: number, share: number): number {
  const passed = Math.min(1, Math.max(0, (share - FROM) / (TO - FROM)));
  return ratio * (1 - (1 - passed) ** 3);
}
