import { cut, evaluate, finish, nonzeroWeights, weightCount } from "@espalier/prune";
import { cases } from "../cases/index.ts";
import type { DataSet } from "../data/dataset.ts";
import type { Recipe } from "../cases/recipe.ts";
import { fineTune, scoresOf, trainBaseline } from "../experiments/steps.ts";
import { proposed } from "../experiments/strategies.ts";
import { smaller } from "./bytes.ts";
import type { NetworkResult, RowResult } from "./results.ts";

export const RATIOS: readonly number[] = [0.5, 0.8, 0.9];

const SEED = 0;

/** The paper's network of a case, its settings, in single precision. */
export const recipeOf = (name: Recipe["case"]): Recipe => ({
  case: name,
  network: cases[name].defaults.network,
  noise: 0,
  epochs: cases[name].defaults.epochs,
  batch: 128,
  learningRate: 1e-3,
  nonlinearSamples: 0,
  precision: "f32",
});

/** Trains a network, prunes it to each ratio, fine-tunes it, and counts its bytes. */
export function measureNetwork(recipe: Recipe, data: DataSet, say: (stage: string) => void): NetworkResult {
  const bench = { recipe, data };
  const { loss } = cases[recipe.case];
  say("training");
  const { network: whole } = finish(trainBaseline(bench, SEED));
  const row = (ratio: number, network: typeof whole): RowResult => ({
    ratio,
    weights: nonzeroWeights(network),
    test: evaluate(network, data.test, loss),
    ...smaller(network),
  });
  say("scores");
  const scores = finish(scoresOf(bench, SEED, whole, proposed));
  const rows = RATIOS.map((ratio) => {
    say(`fine-tuning without ${100 * ratio} % of the weights`);
    return row(ratio, finish(fineTune(bench, SEED, cut(whole, scores, ratio))));
  });
  return {
    case: recipe.case,
    sizes: recipe.network,
    epochs: recipe.epochs,
    weights: weightCount(whole),
    rows: [row(0, whole), ...rows],
  };
}
