import { checkRandom, copyIn, permutationInto, ShapeError, showShape, ValueError } from "@espalier/tensor";
import type { Arena, Random, Tensor } from "@espalier/tensor";
import { checkSamples } from "../loss/samples.ts";
import type { LossName, Samples } from "../loss/samples.ts";
import { checkNetwork, cloneNetwork, mapParameters, parametersOf } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { checkOptions, show } from "../calls/options.ts";
import { checkMasks, masked } from "./masks.ts";
import type { Mask } from "./masks.ts";
import type { Progress } from "../calls/progress.ts";
import { adamStart, adamStep, removedEntries } from "./adam.ts";
import type { AdamOptions, AdamState } from "./adam.ts";
import { adamOptions } from "./options.ts";
import type { Trained, TrainOptions } from "./options.ts";
import { PART } from "./part-gradients.ts";
import type { PartGradient } from "./part-gradients.ts";

/** Steps between two progress reports: few enough to stop a run within a fraction of a second. */
const STEPS_BETWEEN_REPORTS = 50;

/** The network, the samples and the options of a training, after all checks. */
export interface TrainingPlan {
  readonly who: string;
  readonly network: Network;
  readonly masks: readonly Mask[] | undefined;
  readonly loss: LossName;
  readonly epochs: number;
  readonly batch: number;
  readonly part: number;
  readonly random: Random;
  readonly adam: AdamOptions;
  readonly state: AdamState | undefined;
  readonly stage: string;
  /** N */
  readonly samples: number;
}

/**
 * Checks everything that a training receives.
 *
 * @throws ShapeError, ValueError when the network, the samples, the options or the masks are not valid
 */
export function trainingPlan(
  who: string,
  network: Network,
  samples: Samples,
  options: TrainOptions,
): TrainingPlan {
  checkOptions(who, options, '{ loss: "mean-squared-error", epochs: 10, random: seededRandom(1) }');
  const { loss, epochs, batch = 128, part = PART, random, stage = "train", state } = options;
  checkNetwork(who, network);
  checkSamples(who, network, samples, loss);
  checkWhole(who, "epochs", epochs, 0);
  checkWhole(who, "batch", batch, 1);
  checkWhole(who, "part", part, 1);
  checkRandom(who, random);
  const adam = adamOptions(who, options);
  const masks = options.masks && checkMasks(who, network, options.masks);
  if (state) checkState(who, network, state);
  const N = samples.inputs.shape[0];
  return { who, network, masks, loss, epochs, batch, part, random, adam, state, stage, samples: N };
}

/** A training between two steps. */
export interface Training {
  /** The network, whose numbers each step overwrites. */
  readonly network: Network;
  /**
   * The steps: each yields the numbers of its samples, and goes on with the gradient of their mean loss. In between they yield
   * progress.
   *
   * @throws ValueError when the training diverges
   */
  readonly steps: () => Generator<Progress | Uint32Array, Trained, PartGradient | undefined>;
}

/** Prepares a training in an arena, where its caller computes the gradients. */
export function trainingIn(arena: Arena, plan: TrainingPlan): Training {
  const { who, masks } = plan;
  const trained = mapParameters(masked(plan.network, masks), (parameter) => copyIn(arena, parameter));
  const parameters = parametersOf(trained);
  const removed = parameters.map((parameter) => {
    const mask = masks?.[trained.layers.findIndex(({ weight }) => weight === parameter)];
    return mask && removedEntries(mask);
  });
  const state = plan.state
    ? copyState(plan.state, (moment) => copyIn(arena, moment))
    : adamStart(parameters, arena);

  function* steps(): Generator<Progress | Uint32Array, Trained, PartGradient | undefined> {
    const { epochs, batch, random, adam, stage, samples: N } = plan;
    const count = Math.ceil(N / batch);
    const order = new Uint32Array(N);
    for (let epoch = 0; epoch < epochs; epoch++) {
      permutationInto(order, random);
      let total = 0;
      for (let step = 0; step < count; step++) {
        const chosen = order.subarray(step * batch, (step + 1) * batch);
        const found = yield chosen;
        if (found === undefined) throw new Error("a step goes on with a gradient");
        if (!Number.isFinite(found.loss))
          throw new ValueError(who, "a finite loss", `${found.loss} in step ${step} of epoch ${epoch}`);
        adamStep(parameters, found.gradients, state, adam, removed);
        total += found.loss * chosen.length;
        if (step === count - 1 || step % STEPS_BETWEEN_REPORTS === STEPS_BETWEEN_REPORTS - 1) {
          const seen = step * batch + chosen.length;
          yield { stage, done: epoch + seen / N, total: epochs, loss: total / seen };
        }
      }
    }
    // Each loss is that of the step before, so the loss after the last step is not checked yet.
    const result = cloneNetwork(trained);
    checkNetwork(who, result);
    const outside = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });
    return { network: result, state: copyState(state, outside) };
  }

  return { network: trained, steps };
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
    throw new ValueError(who, `${name} to be a whole number ≥ ${least}`, show(value));
}
