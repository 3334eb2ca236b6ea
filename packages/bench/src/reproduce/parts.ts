import { strategies, strategyOf } from "@espalier/prune";
import { cases } from "../cases/index.ts";
import type { Recipe } from "../experiment/steps.ts";
import { paperStrategies } from "../experiment/strategies.ts";
import type { Experiment, Part, Studies } from "./experiment.ts";

/** Our choice of ratios, where the paper names none. */
export const ratios: readonly number[] = [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98];

/** 2, 4, 8, 16 and 32 times fewer weights, at which the literature compares (arXiv:2003.03033). */
export const powers: readonly number[] = [0.5, 0.75, 0.875, 0.9375, 0.96875];

/** Where something else is varied. */
const few = [0.5, 0.8, 0.9, 0.95];

const allRatios = [...new Set([...ratios, ...powers])].toSorted((a, b) => a - b);

/** At which the solution of the equation is shown. */
const PICTURE_RATIO = 0.7;

const SEEDS = 5;

const recipeOf = (name: Recipe["case"], network: readonly number[], noise: number = 0): Recipe => ({
  case: name,
  network,
  noise,
  epochs: cases[name].defaults.epochs,
  batch: 128,
  learningRate: 1e-3,
  nonlinearSamples: 1024,
  precision: "f32", // as PyTorch has it unless told otherwise
});

const noises = [0, 0.005, 0.01];
const smallPde = noises.map((noise) => recipeOf("pde", [68, 32, 32, 32, 1], noise));
const largePde = noises.map((noise) => recipeOf("pde", [68, 64, 32, 32, 16, 16, 1], noise));
const smallMnist = recipeOf("mnist", [784, 32, 32, 10]);
const largeMnist = recipeOf("mnist", [784, 64, 64, 10]);
const recipes: readonly Recipe[] = [...smallPde, ...largePde, smallMnist, largeMnist];

/** One of each case, on which the studies are made: with the noise that lies in the middle. */
const studied: readonly Recipe[] = [smallPde[1], smallMnist];

const nameOf = ({ case: name, network, noise }: Recipe): string =>
  [name, ...network, ...(name === "pde" ? ["noise", noise] : [])].join("-");

const pictured = ({ case: name }: Recipe): Pick<Experiment, "pictureRatio"> =>
  name === "pde" ? { pictureRatio: PICTURE_RATIO } : {};

/** The experiments of the paper. */
const paper: Part = {
  name: "paper",
  experiments: recipes.map((recipe) => ({
    name: nameOf(recipe),
    recipe,
    seeds: SEEDS,
    comparisons: [{ strategies: paperStrategies, pruned: ratios, fineTuned: ratios }],
    studies: {},
    alone: [],
    ...pictured(recipe),
  })),
};

/** Scoring strategies that are not of the paper. `obs` inverts a matrix of inputs by inputs for each neuron, too large on MNIST. */
const furtherStrategies = (name: Recipe["case"]): string[] =>
  strategies
    .filter(({ kind, name: strategy }) => kind === "score" && !paperStrategies.includes(strategy))
    .map(({ name: strategy }) => strategy)
    .filter((strategy) => !(strategy === "obs" && name === "mnist"));

const rankings = (name: Recipe["case"]): string[] => [
  ...paperStrategies.filter((strategy) => strategyOf("parts", strategy).kind === "score"),
  ...furtherStrategies(name),
];

const studiesOf = (recipe: Recipe): Studies => ({
  crossed: { rankings: rankings(recipe.case), ratios: powers },
  ...(studied.includes(recipe)
    ? {
        calibration: {
          samples: [10, 30, 100, 300, 1000, 3000, 10_000, cases[recipe.case].trainingSamples],
          ratios: few,
        },
        steps: { steps: [1, 2, 5, 10], ratios: few },
        keptState: { ratios: few },
      }
    : {}),
});

/** Noise changes no cost. */
const isQuiet = ({ noise }: Recipe): boolean => noise === 0;

interface Variation {
  readonly suffix: string;
  readonly change: Partial<Recipe>;
  /** Besides the proposed one. */
  readonly rivals: readonly string[];
}

const rivals = ["magnitude", "random"];

/** One setting changed at a time. */
const variations: readonly Variation[] = [
  { suffix: "batch-32", change: { batch: 32 }, rivals },
  { suffix: "batch-512", change: { batch: 512 }, rivals },
  { suffix: "learning-rate-0.0003", change: { learningRate: 3e-4 }, rivals },
  { suffix: "learning-rate-0.003", change: { learningRate: 3e-3 }, rivals },
  {
    suffix: "all-samples",
    change: { nonlinearSamples: cases.pde.trainingSamples },
    rivals: ["nonlinear"],
  },
];

/**
 * The paper's, with more ratios, further baselines on the same trained weights, and studies.
 *
 * @param fineTuned the ratios at which networks pruned by further strategies are fine-tuned
 */
const withStudies = (fineTuned: { readonly further: readonly number[] }): Experiment[] => [
  ...paper.experiments.map((experiment) => ({
    ...experiment,
    comparisons: [
      { strategies: paperStrategies, pruned: allRatios, fineTuned: allRatios },
      {
        strategies: furtherStrategies(experiment.recipe.case),
        pruned: allRatios,
        fineTuned: fineTuned.further,
      },
      // Trained on as the pruned ones are, with all weights: what fine-tuning does by itself.
      { strategies: ["elimination-compensation"], pruned: [], fineTuned: [0] },
    ],
    studies: studiesOf(experiment.recipe),
    alone: isQuiet(experiment.recipe) ? rankings(experiment.recipe.case) : [],
  })),
  ...variations.map(({ suffix, change, rivals: others }) => ({
    name: `${nameOf(studied[0])}-${suffix}`,
    recipe: { ...studied[0], ...change },
    seeds: SEEDS,
    comparisons: [{ strategies: ["elimination-compensation", ...others], pruned: few, fineTuned: few }],
    studies: {},
    alone: [],
  })),
];

/** What can be had with half as much training again as the paper's. */
const studies: Part = { name: "studies", experiments: withStudies({ further: [] }) };

/** The further strategies after fine-tuning too. */
const extended: Part = { name: "extended", experiments: withStudies({ further: powers }) };

/** A little of everything. */
const quick: Part = {
  name: "quick",
  experiments: studied.map((recipe) => ({
    name: nameOf(recipe),
    recipe: { ...recipe, epochs: [2, 1], nonlinearSamples: 256 },
    seeds: 2,
    comparisons: [
      { strategies: paperStrategies, pruned: [0.5, 0.7, 0.9], fineTuned: [0.7, 0.9] },
      { strategies: furtherStrategies(recipe.case), pruned: [0.5, 0.7, 0.9], fineTuned: [] },
    ],
    studies: {
      crossed: { rankings: ["elimination-compensation", "magnitude"], ratios: [0.7] },
      calibration: { samples: [10, 1000], ratios: [0.7] },
      steps: { steps: [1, 2], ratios: [0.7] },
      keptState: { ratios: [0.7] },
    },
    alone: ["elimination-compensation", "magnitude"],
    ...pictured(recipe),
  })),
};

/** What can be asked for. */
export const parts: readonly Part[] = [quick, paper, studies, extended];
