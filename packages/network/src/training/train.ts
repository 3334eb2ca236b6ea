import {
  checkRandom,
  copyIn,
  dtypeOf,
  kernels,
  permutationInto,
  rowCopier,
  ShapeError,
  showShape,
  ValueError,
  zerosIn,
} from "@espalier/tensor";
import type { Arena, Random, Tensor } from "@espalier/tensor";
import { repeatedGradients } from "../loss/gradient.ts";
import type { RepeatedGradients } from "../loss/gradient.ts";
import { checkSamples } from "../loss/samples.ts";
import type { LossName, Samples } from "../loss/samples.ts";
import { checkNetwork, cloneNetwork, mapParameters, parametersOf } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { checkOptions, show } from "../calls/options.ts";
import { checkMasks, masked } from "./masks.ts";
import type { GivenMask } from "./masks.ts";
import type { Work } from "../calls/progress.ts";
import { adamStart, adamStep, removedEntries } from "./adam.ts";
import type { AdamState } from "./adam.ts";
import { adamOptions } from "./options.ts";
import type { SomeAdamOptions } from "./options.ts";

/** Options of training. */
export interface TrainOptions extends SomeAdamOptions {
  /** The loss that training minimises. */
  readonly loss: LossName;
  /** Passes over all samples; 0 trains nothing. */
  readonly epochs: number;
  /** Samples in a step; by default 128. The last batch of an epoch has the rest. */
  readonly batch?: number | undefined;
  /** For the order of the samples, which differs in each epoch. */
  readonly random: Random;
  /** Removed weights stay removed: one mask for each layer, bytes 0 and 1, or booleans, true for a kept weight. */
  readonly masks?: readonly GivenMask[] | undefined;
  /** The state of Adam to continue from, which does not change; by default a fresh one. */
  readonly state?: AdamState | undefined;
  /** The name of the stage in progress reports; by default `train`. */
  readonly stage?: string | undefined;
}

/** Steps between two progress reports: few enough to stop a run within a fraction of a second. */
const STEPS_BETWEEN_REPORTS = 50;

/** A trained network, and the final state of Adam. */
export interface Trained {
  /** The trained network. */
  readonly network: Network;
  /** The state of Adam after the last step. */
  readonly state: AdamState;
}

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

/** {@link train} with the state of Adam, to continue later. */
export const training = (network: Network, samples: Samples, options: TrainOptions): Work<Trained> =>
  trainingFor("training", network, samples, options);

/** {@link training} for a function that errors name. */
export function* trainingFor(
  who: string,
  network: Network,
  samples: Samples,
  options: TrainOptions,
): Work<Trained> {
  checkOptions(who, options, '{ loss: "mean-squared-error", epochs: 10, random: seededRandom(1) }');
  const { loss, epochs, batch = 128, random, stage = "train" } = options;
  checkNetwork(who, network);
  checkSamples(who, network, samples, loss);
  checkWhole(who, "epochs", epochs, 0);
  checkWhole(who, "batch", batch, 1);
  checkRandom(who, random);
  const adam = adamOptions(who, options);
  const masks = options.masks && checkMasks(who, network, options.masks);
  if (options.state) checkState(who, network, options.state);

  // Everything that a step uses is in an arena of the kernels, which is released however the training ends.
  const arena = kernels().arena();
  try {
    const trained = mapParameters(masked(network, masks), (parameter) => copyIn(arena, parameter));
    const parameters = parametersOf(trained);
    const removed = parameters.map((parameter) => {
      const mask = masks?.[trained.layers.findIndex(({ weight }) => weight === parameter)];
      return mask && removedEntries(mask);
    });
    const state = options.state
      ? copyState(options.state, (moment) => copyIn(arena, moment))
      : adamStart(parameters, arena);
    const [N] = samples.inputs.shape;
    const steps = Math.ceil(N / batch);
    const batchOf = (size: number): Batch => {
      const places = {
        inputs: placeFor(samples.inputs, size, arena),
        targets: placeFor(samples.targets, size, arena),
      };
      return { ...places, ...repeatedGradients(loss, trained, places, arena) };
    };
    const whole = batchOf(Math.min(batch, N));
    const last = N % batch === 0 ? whole : batchOf(N % batch);

    const order = new Uint32Array(N);
    const [takeInputs, takeTargets] = [rowCopier(samples.inputs), rowCopier(samples.targets)];

    for (let epoch = 0; epoch < epochs; epoch++) {
      permutationInto(order, random);
      let total = 0;
      for (let step = 0; step < steps; step++) {
        const chosen = order.subarray(step * batch, (step + 1) * batch);
        const { inputs, targets, gradients, compute } = step < steps - 1 ? whole : last;
        takeInputs(inputs, chosen);
        takeTargets(targets, chosen);
        const value = compute();
        if (!Number.isFinite(value))
          throw new ValueError(who, "a finite loss", `${value} in step ${step} of epoch ${epoch}`);
        adamStep(parameters, gradients, state, adam, removed);
        total += value * chosen.length;
        if (step === steps - 1 || step % STEPS_BETWEEN_REPORTS === STEPS_BETWEEN_REPORTS - 1) {
          const seen = step * batch + chosen.length;
          yield { stage, done: epoch + seen / N, total: epochs, loss: total / seen };
        }
      }
    }
    // Each loss is that of the step before, so the loss after the last step is not checked yet.
    checkNetwork(who, trained);
    const outside = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });
    return { network: cloneNetwork(trained), state: copyState(state, outside) };
  } finally {
    arena.release();
  }
}

/** Memory for the samples of a step, and the gradients for it. */
interface Batch extends Samples, RepeatedGradients {}

/** Memory for this many rows of a tensor. */
const placeFor = (source: Tensor, size: number, arena: Arena): Tensor =>
  zerosIn(arena, [size, ...source.shape.slice(1)], dtypeOf(source));

const copyState = ({ steps, first, second }: AdamState, copy: (moment: Tensor) => Tensor): AdamState => ({
  steps,
  first: first.map(copy),
  second: second.map(copy),
});

function checkState(who: string, network: Network, { first, second }: AdamState): void {
  const shapes = (tensors: readonly Tensor[]): string =>
    tensors.map(({ shape }) => showShape(shape)).join(", ");
  const expected = shapes(parametersOf(network));
  for (const moments of [first, second])
    if (shapes(moments) !== expected)
      throw new ShapeError(who, `a state of Adam with moments ${expected}`, shapes(moments) || "none");
}

/** @throws ValueError when an option is not a whole number, or too small */
export function checkWhole(who: string, name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least)
    throw new ValueError(who, `${name} to be a whole number ≥ ${least}`, show(value));
}
