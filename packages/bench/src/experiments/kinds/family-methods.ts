import {
  autoPruning,
  cut,
  distil,
  initialNetwork,
  movementPruning,
  optimalBrainSurgeon,
  pruning,
  scoring,
  sizesOf,
  takeColumns,
  trainWithSensitivities,
} from "@espalier/prune";
import type {
  Mask,
  Network,
  PruneUnitsOptions,
  Samples,
  UnitCompensationName,
  UnitGranularity,
  Work,
} from "@espalier/prune";
import { cases } from "../../cases/index.ts";
import { calibrationSamples } from "../calibration-samples.ts";
import type { TaskContext } from "../context.ts";
import { distillingOf, fineTune, initialOf, metricOf, trainFromScratch, trainingOf } from "../steps.ts";
import { streamOf } from "../streams.ts";

/** A method removes a fraction of the hidden neurons, of the inputs, or of the weights. */
export type FamilyGranularity = UnitGranularity | "weight";

/** A pruned network, on the samples that it takes. */
export interface FamilyResult {
  readonly network: Network;
  /** Of the weights that are kept; all of a smaller dense network. */
  readonly masks: readonly Mask[];
  readonly train: Samples;
  readonly test: Samples;
}

/** Full Optimal Brain Surgeon updates an inverse sample by sample, so it has fewer. */
const SURGEON = 500;

/** A method, by a name such as `neuron: corp`, `neuron: corp + mean` for another compensation, or `weight: karnin`. */
export function* familyWork(context: TaskContext, name: string, amount: number): Work<FamilyResult> {
  const [granularity, method] = splitName(name);
  if (granularity !== "weight") return yield* unitsWork(context, granularity, method, amount);
  const { network, masks } = yield* weightsWork(context, method, amount);
  return { network, masks, ...context.data };
}

/** The granularity and the method of a name. */
export function splitName(name: string): readonly [FamilyGranularity, string] {
  const [granularity, method] = name.split(": ");
  if (granularity !== "neuron" && granularity !== "input" && granularity !== "weight")
    throw new Error(`${name} names no granularity`);
  return [granularity, method];
}

function* unitsWork(
  context: TaskContext,
  granularity: UnitGranularity,
  method: string,
  amount: number,
): Work<FamilyResult> {
  const { recipe, data, seed } = context;
  const { loss } = cases[recipe.case];
  const baseline = context.baseline();
  const sizes = sizesOf(baseline);
  const units = granularity === "input" ? sizes[0] : sizes.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const [strategy, compensation] = method.split(" + ");
  const random = streamOf(seed, "calibration samples");
  const samples = compensation === "network" ? data.train : calibrationSamples(context);
  const options: PruneUnitsOptions = {
    granularity,
    count: Math.round(amount * units),
    strategy,
    compensation: compensation as UnitCompensationName | undefined, // of a name in the table of methods
    metric: metricOf(recipe),
    targets: samples.targets,
    loss,
    random,
  };
  const { network, kept } = yield* pruning(baseline, samples.inputs, options);
  const columns = ({ inputs, targets }: Samples): Samples => ({
    inputs: takeColumns(inputs, kept[0]),
    targets,
  });
  const isNarrow = kept[0].length < sizes[0];
  return {
    network,
    masks: everything(network),
    train: isNarrow ? columns(data.train) : data.train,
    test: isNarrow ? columns(data.test) : data.test,
  };
}

function* weightsWork(
  context: TaskContext,
  method: string,
  ratio: number,
): Work<{ readonly network: Network; readonly masks: readonly Mask[] }> {
  const { recipe, data, seed } = context;
  const [before, after] = recipe.epochs;
  const random = streamOf(seed, "order of training");
  const training = { ...trainingOf(recipe), random };
  if (method === "karnin") {
    const { network, scores } = yield* trainWithSensitivities(initialOf(recipe, seed), data.train, {
      ...training,
      epochs: before,
    });
    return cut(network, scores, ratio);
  }
  const whileTraining = { movement: movementPruning, autoprune: autoPruning }[method];
  if (whileTraining !== undefined)
    return yield* whileTraining(context.baseline(), data.train, { ...training, epochs: after, ratio });
  if (method === "obs-full") {
    const { inputs } = calibrationSamples(context, SURGEON);
    return yield* optimalBrainSurgeon(context.baseline(), inputs, { ratio });
  }
  const { inputs, targets } = calibrationSamples(context);
  const { loss } = training;
  const scores = yield* scoring(context.baseline(), inputs, { strategy: method, targets, loss, random });
  return cut(context.baseline(), scores, ratio);
}

const everything = ({ layers }: Network): Mask[] =>
  layers.map(({ weight }) => new Uint8Array(weight.data.length).fill(1));

/** A pruned network after fine-tuning with labels. */
export const familyFineTuned = (
  context: TaskContext,
  { network, masks, train }: FamilyResult,
): Work<Network> =>
  fineTune({ ...context, data: { ...context.data, train } }, context.seed, { network, masks });

/** A pruned network with the same inputs as before, after distillation: as many epochs as fine-tuning, on the outputs of the dense network. */
export const familyDistilled = (
  context: TaskContext,
  { network, masks, train: { inputs } }: FamilyResult,
): Work<Network> =>
  distil(network, context.baseline(), inputs, {
    metric: metricOf(context.recipe),
    ...distillingOf(context),
    epochs: context.recipe.epochs[1],
    masks,
  });

/** A dense network of the same sizes as a pruned one, trained from scratch with labels for all epochs. */
export function familyFromScratch(context: TaskContext, sizes: readonly number[]): Work<Network> {
  const random = streamOf(context.seed, "weights of fully-connected");
  const dtype = context.recipe.precision;
  return trainFromScratch(context, context.seed, initialNetwork({ sizes, dtype, random }));
}
