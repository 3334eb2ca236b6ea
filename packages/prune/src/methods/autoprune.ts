import type { Network, Samples, Work } from "@espalier/network";
import { masked } from "@espalier/network/internal";
import { checkRatio } from "@espalier/scores/internal";
import { rows } from "@espalier/tensor";
import { checkTraining, minibatches } from "./minibatches.ts";
import { scoredWeights } from "./scored-weights.ts";
import type { MovementOptions, PrunedByTraining } from "./scored-weights.ts";

/** Where the auxiliary parameters start: every weight is kept. */
const START = 0.1;

/** λ, the price of a kept weight. */
const PRICE = 1e-4;

/** The learning rate of the auxiliary parameters. */
const RATE = 1e-2;

/** One sample in ten is held out for the auxiliary parameters. */
const HELD_OUT = 0.1;

/**
 * AutoPrune: each weight has an auxiliary parameter m that decides whether it is kept, W' = W ⊙ h(m), h = 1[m > 0]. W learns on one part of the
 * samples and m on another, by the surrogate slope h̃' of h,
 *
 *     ∂/∂m (ℓ(W') + λ Σ h(m)) ≈ ((∂ℓ/∂W') sign W + λ) h̃'(m)        h̃'(m) = 1 / (1 + e^{−m})
 *
 * |W| is left out of it on purpose, and a weight that was pruned can return. That auxiliary parameters decide and weights are trained apart was
 * read in the abstract; the formulas are recalled, with the softplus as the preferred surrogate. In the paper the ratio follows from λ. To reach a
 * given one, the threshold of h is not 0 but rises with the fraction to remove, by the schedule of `movementPruning`: that is our choice, as are λ,
 * the start of m, its learning rate and one sample in ten for m.
 *
 * @throws ShapeError, ValueError as `train` does, and when the ratio is not in [0, 1]
 * @see Xiao, Wang & Rajasekaran 2019, "AutoPrune: automatic network pruning by regularizing auxiliary parameters"
 */
export function* autoPruning(
  network: Network,
  samples: Samples,
  options: MovementOptions,
): Work<PrunedByTraining> {
  const who = "autoPruning";
  checkTraining(who, network, samples, options);
  checkRatio(who, options.ratio);
  const weights = scoredWeights(network, options, START, RATE);
  const { train, heldOut } = split(samples);
  const forever = minibatches(heldOut, { ...options, epochs: Infinity });
  let masks = weights.masksAt(0);
  for (const { samples: batch, step, steps } of minibatches(train, options)) {
    masks = weights.masksAt(step / steps);
    const { loss, gradients } = weights.gradientsOf(masks, batch);
    weights.train(gradients, masks);
    const { value } = forever.next();
    weights.learn(weights.gradientsOf(masks, value.samples).gradients, deciderSlopes);
    if (step % 50 === 0 || step === steps) yield { stage: "train", done: step, total: steps, loss };
  }
  return { network: masked(weights.dense, masks), masks };
}

/** ∂/∂m of the loss and the price, by the surrogate of a softplus. */
export const deciderSlopes = (
  gradient: ArrayLike<number>,
  weight: ArrayLike<number>,
  decider: Float64Array,
): Float64Array =>
  decider.map((m, ij) => (gradient[ij] * Math.sign(weight[ij]) + PRICE) / (1 + Math.exp(-m)));

/** The samples for the weights, and those for the auxiliary parameters; both are all of them if there are fewer than ten. */
function split({ inputs, targets }: Samples): { readonly train: Samples; readonly heldOut: Samples } {
  const [N] = inputs.shape;
  const at = N - Math.floor(N * HELD_OUT);
  const part = (from: number, to: number): Samples => ({
    inputs: rows(inputs, from, to),
    targets: rows(targets, from, to),
  });
  return at === N ? { train: part(0, N), heldOut: part(0, N) } : { train: part(0, at), heldOut: part(at, N) };
}
