import { initialNetwork, narrower, scoring, strategyOf, train, training } from "@espalier/prune";
import type {
  AdamState,
  LayerScores,
  Mask,
  Network,
  RetrainingStrategy,
  Trained,
  Work,
} from "@espalier/prune";
import { cases } from "../cases/index.ts";
import type { Recipe } from "../cases/recipe.ts";
import type { ExperimentContext, TaskContext } from "./context.ts";
import { streamOf } from "./streams.ts";

// The steps of the paper's experiments, with the randomness of a seed.

/** Trains a network from its initial weights. The result holds the state of Adam too. */
export const trainBaseline = ({ recipe, data }: ExperimentContext, seed: number): Work<Trained> =>
  training(initialOf(recipe, seed), data.train, {
    ...trainingOf(recipe),
    epochs: recipe.epochs[0],
    random: streamOf(seed, "order of training"),
  });

/**
 * The scores of every weight, which serve every ratio. Only a strategy that says so gets the targets.
 *
 * @throws ValueError when the strategy of that name does not score weights
 */
export function scoresOf(
  { recipe, data, own = [] }: ExperimentContext,
  seed: number,
  baseline: Network,
  name: string,
): Work<LayerScores[]> {
  const strategy = own.find((each) => each.name === name) ?? strategyOf("scoresOf", name);
  const isNonlinear = name === "nonlinear";
  return scoring(baseline, data.train.inputs, {
    strategy,
    targets: strategy.kind === "score" && strategy.needsTargets === true ? data.train.targets : undefined,
    loss: cases[recipe.case].loss,
    random: streamOf(seed, isNonlinear ? "samples of nonlinear" : "random scores"),
    samples: isNonlinear ? recipe.nonlinearSamples : undefined,
  });
}

/** Trains what pruning has left: by default for the epochs of the recipe, with a fresh state of Adam. */
export const fineTune = (
  { recipe, data }: ExperimentContext,
  seed: number,
  pruned: { readonly network: Network; readonly masks: readonly Mask[] },
  { epochs = recipe.epochs[1], state }: { readonly epochs?: number; readonly state?: AdamState } = {},
): Work<Network> =>
  train(pruned.network, data.train, {
    ...trainingOf(recipe),
    epochs,
    random: streamOf(seed, "order of fine-tuning"),
    masks: pruned.masks,
    state,
  });

/** The network of as many weights as pruning leaves, before its training. */
export const untrained = (
  { recipe }: ExperimentContext,
  seed: number,
  strategy: RetrainingStrategy,
  ratio: number,
): Network =>
  narrower(initialOf(recipe, seed), strategy, ratio, streamOf(seed, "weights of fully-connected"));

/** Trains a network from scratch, for as many epochs as the pruned ones have in all. */
export const trainFromScratch = (
  { recipe, data }: ExperimentContext,
  seed: number,
  network: Network,
): Work<Network> =>
  train(network, data.train, {
    ...trainingOf(recipe),
    epochs: recipe.epochs[0] + recipe.epochs[1],
    random: streamOf(seed, "order of training"),
  });

/** The network before its training. */
export const initialOf = ({ network: sizes, precision: dtype }: Recipe, seed: number): Network =>
  initialNetwork({ sizes, dtype, random: streamOf(seed, "initial weights") });

/** The options that all training of a recipe shares. */
export const trainingOf = ({ case: name, batch, learningRate }: Recipe) => ({
  loss: cases[name].loss,
  batch,
  learningRate,
});

/** The options that all distillation of a recipe shares. */
export const distillingOf = ({ recipe: { batch, learningRate }, seed }: TaskContext) => ({
  batch,
  learningRate,
  random: streamOf(seed, "order of fine-tuning"),
});

/** The change of the outputs that counts in a case: of the probabilities, if they are classes. */
export const metricOf = ({ case: name }: Recipe): "softmax" | "outputs" =>
  cases[name].loss === "softmax-cross-entropy" ? "softmax" : "outputs";
