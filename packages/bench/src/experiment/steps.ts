import { initialNetwork, narrower, scoring, strategyOf, train, training } from "@espalier/prune";
import type {
  AdamState,
  LayerScores,
  Mask,
  Network,
  RetrainingStrategy,
  ScoringStrategy,
  Trained,
  Work,
} from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import { cases } from "../cases/index.ts";
import type { DataSet } from "../data/dataset.ts";
import type { Settings } from "../results.ts";
import { streamOf } from "./streams.ts";

/** What a measured number depends on, besides the strategy, the ratio and the seed. */
export type Recipe = Pick<
  Settings,
  "case" | "network" | "noise" | "epochs" | "batch" | "learningRate" | "nonlinearSamples" | "precision"
>;

/** A recipe, and the data it is for. */
export interface Bench {
  readonly recipe: Recipe;
  readonly data: DataSet;
}

/** The paper's first step: trains a network from its initial weights. */
export function* trainBaseline(bench: Bench, seed: number): Work<Network> {
  return (yield* trainBaselineWithState(bench, seed)).network;
}

/** {@link trainBaseline}, with the state in which it leaves Adam. */
export const trainBaselineWithState = ({ recipe, data }: Bench, seed: number): Work<Trained> =>
  training(initialOf(recipe, seed), data.train, {
    ...trainingOf(recipe),
    epochs: recipe.epochs[0],
    random: streamOf(seed, "order of training"),
  });

/** The scores of every weight, which serve every ratio. Targets are looked at by a strategy that says so, and only then. */
export function scoresOf(
  { recipe, data }: Bench,
  seed: number,
  baseline: Network,
  strategy: ScoringStrategy,
): Work<LayerScores[]> {
  const isNonlinear = strategy.name === "nonlinear";
  return scoring(baseline, data.train.inputs, {
    strategy,
    targets: strategy.needsTargets === true ? data.train.targets : undefined,
    loss: cases[recipe.case].loss,
    random: streamOf(seed, isNonlinear ? "samples of nonlinear" : "random scores"),
    samples: isNonlinear ? recipe.nonlinearSamples : undefined,
  });
}

/** @throws ValueError when the strategy of that name prunes nothing */
export function scoringStrategyOf(name: string): ScoringStrategy {
  const strategy = strategyOf("scoringStrategyOf", name);
  if (strategy.kind !== "score")
    throw new ValueError("scoringStrategyOf", "a strategy that scores weights", name);
  return strategy;
}

/** Trains what pruning has left, with a fresh state of Adam unless one is handed in. */
export const fineTune = (
  { recipe, data }: Bench,
  seed: number,
  pruned: { readonly network: Network; readonly masks: readonly Mask[] },
  state?: AdamState,
): Work<Network> =>
  train(pruned.network, data.train, {
    ...trainingOf(recipe),
    epochs: recipe.epochs[1],
    random: streamOf(seed, "order of fine-tuning"),
    masks: pruned.masks,
    state,
  });

/** The network of as many weights as pruning leaves, before its training. */
export const untrained = (
  { recipe }: Bench,
  seed: number,
  strategy: RetrainingStrategy,
  ratio: number,
): Network =>
  narrower(initialOf(recipe, seed), strategy, ratio, streamOf(seed, "weights of fully-connected"));

/** Trains a network from scratch, for as many epochs as the pruned ones have in all. */
export const trainFromScratch = ({ recipe, data }: Bench, seed: number, network: Network): Work<Network> =>
  train(network, data.train, {
    ...trainingOf(recipe),
    epochs: recipe.epochs[0] + recipe.epochs[1],
    random: streamOf(seed, "order of training"),
  });

const initialOf = ({ network: sizes, precision: dtype }: Recipe, seed: number): Network =>
  initialNetwork({ sizes, dtype, random: streamOf(seed, "initial weights") });

const trainingOf = ({
  case: name,
  batch,
  learningRate,
}: Recipe): Pick<Parameters<typeof train>[2], "loss" | "batch" | "learningRate"> => ({
  loss: cases[name].loss,
  batch,
  learningRate,
});
