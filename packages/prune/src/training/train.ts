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
import { repeatedGradients } from "../network/gradient.ts";
import type { RepeatedGradients } from "../network/gradient.ts";
import { checkSamples } from "../network/loss.ts";
import type { LossName, Samples } from "../network/loss.ts";
import { checkNetwork, cloneNetwork, mapParameters, parametersOf } from "../network/network.ts";
import type { Network } from "../network/network.ts";
import type { Mask } from "../method/rank.ts";
import { masked } from "../method/remove.ts";
import type { Work } from "../streaming/progress.ts";
import { adamStart, adamStep, removedEntries } from "./adam.ts";
import type { AdamState } from "./adam.ts";
import { adamOptions } from "./options.ts";
import type { SomeAdamOptions } from "./options.ts";

export interface TrainOptions extends SomeAdamOptions {
  readonly loss: LossName;
  readonly epochs: number;
  /** Samples a step; 128 unless told otherwise. The last batch of an epoch takes what is left. */
  readonly batch?: number | undefined;
  /** For the order of the samples, which is another one in each epoch. */
  readonly random: Random;
  /** What was removed stays removed: one mask a layer. */
  readonly masks?: readonly Mask[] | undefined;
  /** Where Adam goes on from, which is left as it was; a fresh state unless told otherwise. */
  readonly state?: AdamState | undefined;
  /** What the progress is called; `train` unless told otherwise. */
  readonly stage?: string | undefined;
}

/** How many steps lie between two reports of progress: often enough to stop a run within a fraction of a second. */
const STEPS_BETWEEN_REPORTS = 50;

/** A trained network, and the state in which that has left Adam. */
export interface Trained {
  readonly network: Network;
  readonly state: AdamState;
}

/**
 * Trains a network by mini-batch Adam, starting with a fresh state unless one is handed in. Masked weights are zero from the start, whatever they
 * were, and so they are also after 0 epochs.
 *
 * @returns the trained network; the one handed in is left as it was
 * @throws ShapeError, ValueError when the network, the samples, the options or the masks are not what they should be, or
 * the training diverges
 */
export function* train(network: Network, samples: Samples, options: TrainOptions): Work<Network> {
  return (yield* training(network, samples, options)).network;
}

/** {@link train}, for going on with the state of Adam later. */
export function* training(network: Network, samples: Samples, options: TrainOptions): Work<Trained> {
  const { loss, epochs, batch = 128, random, masks, stage = "train" } = options;
  checkNetwork(stage, network);
  checkSamples(stage, network, samples, loss);
  checkWhole(stage, "epochs", epochs, 0);
  checkWhole(stage, "batch", batch, 1);
  checkRandom(stage, random);
  const adam = adamOptions(stage, options);
  if (masks) checkMasks(stage, network, masks);
  if (options.state) checkState(stage, network, options.state);

  // Everything a step touches lies where the kernels are fastest, and is given back however the training ends.
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
          throw new ValueError(stage, "a finite loss", `${value} in step ${step} of epoch ${epoch}`);
        adamStep(parameters, gradients, state, adam, removed);
        total += value * chosen.length;
        if (step === steps - 1 || step % STEPS_BETWEEN_REPORTS === STEPS_BETWEEN_REPORTS - 1) {
          const seen = step * batch + chosen.length;
          yield { stage, done: epoch + seen / N, total: epochs, loss: total / seen };
        }
      }
    }
    // Each loss is that of the step before, so that of the last step has not been seen.
    checkNetwork(stage, trained);
    const outside = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });
    return { network: cloneNetwork(trained), state: copyState(state, outside) };
  } finally {
    arena.release();
  }
}

/** Where the samples of a step are copied to, and the gradients there. */
interface Batch extends Samples, RepeatedGradients {}

/** Room for so many rows of a tensor. */
const placeFor = (source: Tensor, size: number, arena: Arena): Tensor =>
  zerosIn(arena, [size, ...source.shape.slice(1)], dtypeOf(source));

function checkMasks(who: string, { layers }: Network, masks: readonly Mask[]): void {
  const expected = layers.map(({ weight }) => weight.data.length).join(", ");
  const received = masks.map(({ length }) => length).join(", ");
  if (received !== expected) throw new ShapeError(who, `masks of ${expected} entries`, received || "none");
}

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
    throw new ValueError(who, `${name} to be a whole number ≥ ${least}`, String(value));
}
