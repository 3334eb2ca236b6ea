import { kernels } from "@espalier/tensor";
import type { Samples } from "../loss/samples.ts";
import type { Network } from "../graph/network.ts";
import type { Work } from "../calls/progress.ts";
import type { Trained, TrainOptions } from "./options.ts";
import { partGradients } from "./part-gradients.ts";
import type { PartGradient } from "./part-gradients.ts";
import { narrowedTraining } from "./narrowed.ts";
import { trainingIn, trainingPlan } from "./steps.ts";

/**
 * Trains a network by mini-batch Adam, by default from a fresh state. Masked weights are zero from the start, also with 0
 * epochs.
 *
 * @returns the trained network; the original one does not change
 * @throws ShapeError, ValueError when the network, the samples, the options or the masks are not valid, or
 * the training diverges
 */
export function* train(network: Network, samples: Samples, options: TrainOptions): Work<Network> {
  return (yield* trainingFor("train", network, samples, options)).network;
}

/** {@link train} with the state of Adam, to continue later. @throws as {@link train} */
export const training = (network: Network, samples: Samples, options: TrainOptions): Work<Trained> =>
  trainingFor("training", network, samples, options);

/** {@link training} for a function that errors name. */
export function* trainingFor(
  who: string,
  network: Network,
  samples: Samples,
  options: TrainOptions,
): Work<Trained> {
  const whole = trainingPlan(who, network, samples, options);
  const { plan, samples: own, restored } = narrowedTraining(whole, samples);
  // Everything that a step uses is in an arena of the kernels, which is released however the training ends.
  const arena = kernels().arena();
  try {
    const { network: trained, steps } = trainingIn(arena, plan);
    const gradientOf = partGradients(plan.loss, trained, own, plan.part, arena);
    const all = steps();
    let found: PartGradient | undefined;
    for (;;) {
      const step = all.next(found);
      found = undefined;
      if (step.done === true) return restored(step.value);
      if (step.value instanceof Uint32Array) found = gradientOf(step.value, step.value.length);
      else yield step.value;
    }
  } finally {
    arena.release();
  }
}
