import {
  lossGradients,
  cloneNetwork,
  parametersOf,
  adamDefaults,
  adamStart,
  adamStep,
} from "@espalier/network";
import type { Samples, Network, Work } from "@espalier/network";
import { placesOfMatrices } from "@espalier/network/internal";
import type { LayerScores } from "@espalier/scores";
import { zeros } from "@espalier/tensor";
import { checkTraining, minibatches } from "./minibatches.ts";
import type { TrainingMethodOptions } from "./minibatches.ts";

/** A network, and what its training says about each weight. */
export interface TrainedWithSensitivities {
  /** The trained network. */
  readonly network: Network;
  /** |S_ij|, without compensation: scores for `cut`. */
  readonly scores: readonly LayerScores[];
}

/**
 * Karnin's sensitivities: how much the loss would grow if a weight went from its final value W_f to 0, as the
 * training itself has shown it along its path,
 *
 *     S_ij = −Σ_t (∂ℓ/∂W_ij)(t) ΔW_ij(t) · W_f / (W_f − W_i)
 *
 * summed over the steps of the one training, with the gradient of each minibatch. The weights of smallest |S| go. This form holds for any
 * optimiser; the shorter one, Σ ΔW² / η, only for plain gradient descent. If W_f = W_i the weight never moved, S = 0, or it came back, and S is
 * infinite: such a weight is kept. Both forms were read in secondary sources, the shadow arrays in the abstract.
 *
 * @param network untrained
 * @throws ShapeError, ValueError as `train` does
 * @see Karnin 1990, "A simple procedure for pruning back-propagation trained neural networks"
 */
export function* trainWithSensitivities(
  network: Network,
  samples: Samples,
  options: TrainingMethodOptions,
): Work<TrainedWithSensitivities> {
  checkTraining("trainWithSensitivities", network, samples, options);
  const trained = cloneNetwork(network);
  const parameters = parametersOf(trained);
  const places = placesOfMatrices(trained);
  const shadows = places.map((place) => new Float64Array(parameters[place].data.length));
  const state = adamStart(parameters);
  const adam = { ...adamDefaults, learningRate: options.learningRate ?? adamDefaults.learningRate };
  const gradientsOf = lossGradients(options.loss);
  for (const { samples: batch, step, steps } of minibatches(samples, options)) {
    const { loss, gradients } = gradientsOf(trained, batch);
    const before = places.map((place) => parameters[place].data.slice());
    adamStep(parameters, gradients, state, adam);
    for (const [k, place] of places.entries()) {
      const { data: W } = parameters[place];
      const { data: g } = gradients[place];
      for (let ij = 0; ij < W.length; ij++) shadows[k][ij] -= g[ij] * (W[ij] - before[k][ij]);
    }
    if (step % 50 === 0 || step === steps) yield { stage: "train", done: step, total: steps, loss };
  }
  const scores = network.layers.map(({ weight }, k) => ({
    importance: {
      shape: weight.shape,
      data: shadows[k].map((sum, ij) => sensitivity(sum, weight.data[ij], trained.layers[k].weight.data[ij])),
    },
    compensation: zeros(weight.shape),
    predictsChange: false as const,
  }));
  return { network: trained, scores };
}

/**
 * |S| of a weight that went from `initial` to `final`.
 *
 * @param sum −Σ_t (∂ℓ/∂W) ΔW
 */
export function sensitivity(sum: number, initial: number, final: number): number {
  if (final === initial) return sum === 0 ? 0 : Infinity;
  return Math.abs((sum * final) / (final - initial));
}
