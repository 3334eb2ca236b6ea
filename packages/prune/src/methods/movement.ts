import type { Network, Samples, Work } from "@espalier/network";
import { masked } from "@espalier/network/internal";
import { checkRatio } from "@espalier/scores/internal";
import { checkTraining, minibatches } from "./minibatches.ts";
import { scoredWeights } from "./scored-weights.ts";
import type { MovementOptions, PrunedByTraining } from "./scored-weights.ts";

/** The scores' own learning rate, as in the authors' code. */
const SCORE_RATE = 1e-2;

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
  const weights = scoredWeights(network, options, 0, SCORE_RATE);
  let masks = weights.masksAt(0);
  for (const { samples: batch, step, steps } of minibatches(samples, options)) {
    masks = weights.masksAt(step / steps);
    const { loss, gradients } = weights.gradientsOf(masks, batch);
    weights.learn(gradients, (gradient, W) => Float64Array.from(gradient, (g, ij) => g * W[ij]));
    weights.train(gradients, masks);
    if (step % 50 === 0 || step === steps) yield { stage: "train", done: step, total: steps, loss };
  }
  return { network: masked(weights.dense, masks), masks };
}
