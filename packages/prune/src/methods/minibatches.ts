import { checkNetwork } from "@espalier/network";
import type { LossName, Samples, Network } from "@espalier/network";
import { checkSamples, refuseTransposed, checkOptions, show } from "@espalier/network/internal";
import { checkRandom, permutation, takeRows, ValueError } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";

/** Options of methods that prune while they train. */
export interface TrainingMethodOptions {
  /** The loss that training minimises. */
  readonly loss: LossName;
  /** Passes over all samples, at least 1. */
  readonly epochs: number;
  /** Samples in a step; by default 128. */
  readonly batch?: number | undefined;
  /** For the order of the samples, which differs in each epoch. */
  readonly random: Random;
  /** Of Adam, for the weights; by default 1e-3. */
  readonly learningRate?: number | undefined;
}

/** One step of training. */
export interface Minibatch {
  readonly samples: Samples;
  /** 1, 2 … `steps`, over all epochs. */
  readonly step: number;
  readonly steps: number;
}

/**
 * Checks what a training method received.
 *
 * @throws ShapeError, ValueError when the network, the samples or an option is not valid
 */
export function checkTraining(
  who: string,
  network: Network,
  samples: Samples,
  options: TrainingMethodOptions,
): void {
  checkOptions(who, options, '{ loss: "mean-squared-error", epochs: 10, random: seededRandom(1) }');
  const { loss, epochs, batch = 128, random } = options;
  checkNetwork(who, network);
  refuseTransposed(who, "methods that prune while they train", "prune and then train", network);
  checkSamples(who, network, samples, loss);
  for (const [name, value] of Object.entries({ epochs, batch }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new ValueError(who, `${name} to be a whole number ≥ 1`, show(value));
  checkRandom(who, random);
}

/** The minibatches of training, in an order that differs in each epoch. */
export function* minibatches(
  { inputs, targets }: Samples,
  { epochs, batch = 128, random }: Pick<TrainingMethodOptions, "epochs" | "batch" | "random">,
): Generator<Minibatch> {
  const [N] = inputs.shape;
  const perEpoch = Math.ceil(N / batch);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(N, random);
    for (let from = 0; from < N; from += batch) {
      const chosen = order.subarray(from, Math.min(from + batch, N));
      const samples = { inputs: takeRows(inputs, chosen), targets: takeRows(targets, chosen) };
      yield { samples, step: ++step, steps: epochs * perEpoch };
    }
  }
}
