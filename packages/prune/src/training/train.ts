import { dtypeOf, permutation, rows, ShapeError, takeRowsInto, ValueError, zeros } from "@espalier/tensor";
import type { Random, Tensor } from "@espalier/tensor";
import { lossGradients } from "../gradient.ts";
import { checkSamples } from "../loss.ts";
import type { LossName, Samples } from "../loss.ts";
import { checkNetwork, cloneNetwork, parametersOf } from "../network.ts";
import type { Network } from "../network.ts";
import type { Mask } from "../rank.ts";
import type { Work } from "../work.ts";
import { adamDefaults, adamStart, adamStep } from "./adam.ts";
import type { AdamOptions } from "./adam.ts";

export interface TrainOptions extends Partial<AdamOptions> {
  readonly loss: LossName;
  readonly epochs: number;
  /** Samples a step; 128 unless told otherwise. The last batch of an epoch takes what is left. */
  readonly batch?: number | undefined;
  /** For the order of the samples, which is another one in each epoch. */
  readonly random: Random;
  /** What was removed stays removed: one mask a layer. */
  readonly masks?: readonly Mask[] | undefined;
  /** What the progress is called; `train` unless told otherwise. */
  readonly stage?: string | undefined;
}

/** How many steps lie between two reports of progress: often enough to stop a run within a fraction of a second. */
const STEPS_BETWEEN_REPORTS = 50;

/**
 * Trains a network by mini-batch Adam, starting with a fresh state.
 *
 * @returns the trained network; the one handed in is left as it was
 * @throws ShapeError, ValueError when the network, the samples or the masks are not what they should be, or the
 * training diverges
 */
export function* train(network: Network, samples: Samples, options: TrainOptions): Work<Network> {
  const { loss, epochs, batch = 128, random, masks, stage = "train" } = options;
  checkNetwork(stage, network);
  checkSamples(stage, network, samples, loss);
  checkWhole(stage, "epochs", epochs, 0);
  checkWhole(stage, "batch", batch, 1);
  if (masks) checkMasks(stage, network, masks);

  const trained = cloneNetwork(network);
  const parameters = parametersOf(trained);
  const parameterMasks = parameters.map((parameter) => {
    const k = trained.layers.findIndex(({ weight }) => weight === parameter);
    return k < 0 ? undefined : masks?.[k];
  });
  const adam = { ...adamDefaults, ...options };
  const state = adamStart(parameters);
  const gradientsOf = lossGradients(loss);
  const [N] = samples.inputs.shape;
  const gather = gatherer(samples, batch);
  const steps = Math.ceil(N / batch);

  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(N, random);
    let total = 0;
    for (let step = 0; step < steps; step++) {
      const chosen = order.subarray(step * batch, (step + 1) * batch);
      const { loss: value, gradients } = gradientsOf(trained, gather(chosen));
      if (!Number.isFinite(value))
        throw new ValueError(stage, "a finite loss", `${value} in step ${step} of epoch ${epoch}`);
      adamStep(parameters, gradients, state, adam, parameterMasks);
      total += value * chosen.length;
      if (step === steps - 1 || step % STEPS_BETWEEN_REPORTS === STEPS_BETWEEN_REPORTS - 1) {
        const seen = step * batch + chosen.length;
        yield { stage, done: epoch + seen / N, total: epochs, loss: total / seen };
      }
    }
  }
  // Each loss is that of the step before, so that of the last step has not been seen.
  checkNetwork(stage, trained);
  return trained;
}

/** Copies the samples with the given numbers to the same place at every call: a batch of at most so many. */
function gatherer({ inputs, targets }: Samples, batch: number): (chosen: Uint32Array) => Samples {
  const [N] = inputs.shape;
  const place = (source: Tensor): Tensor =>
    zeros([Math.min(batch, N), ...source.shape.slice(1)], dtypeOf(source));
  const places = { inputs: place(inputs), targets: place(targets) };
  return (chosen) => ({
    inputs: takeRowsInto(rows(places.inputs, 0, chosen.length), inputs, chosen),
    targets: takeRowsInto(rows(places.targets, 0, chosen.length), targets, chosen),
  });
}

function checkMasks(who: string, { layers }: Network, masks: readonly Mask[]): void {
  const expected = layers.map(({ weight }) => weight.data.length).join(", ");
  const received = masks.map(({ length }) => length).join(", ");
  if (received !== expected) throw new ShapeError(who, `masks of ${expected} entries`, received || "none");
}

/** @throws ValueError when an option is not a whole number, or too small */
export function checkWhole(who: string, name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new ValueError(who, `${name} to be a whole number ≥ ${least}`, String(value));
}
