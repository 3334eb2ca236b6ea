import { cases } from "../../cases/index.ts";
import type { Recipe } from "../../cases/recipe.ts";
import type { Experiment, Part } from "../experiment.ts";

// What the parts are made of: ratios, networks, names.

/** Our choice of ratios, where the paper names none. */
export const ratios: readonly number[] = [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98];

/** 2, 4, 8, 16 and 32 times fewer weights, at which the literature compares (arXiv:2003.03033). */
export const powers: readonly number[] = [0.5, 0.75, 0.875, 0.9375, 0.96875];

/** Where something else is varied. */
export const fewRatios: readonly number[] = [0.5, 0.8, 0.9, 0.95];

export const allRatios: readonly number[] = [...new Set([...ratios, ...powers])].toSorted((a, b) => a - b);

/** At which the solution of the equation is shown. */
const PICTURE_RATIO = 0.7;

export const SEEDS = 5;

/** A network of a case with the settings of the paper: the smaller one by default. */
export const recipeOf = (
  name: Recipe["case"],
  network: readonly number[] = cases[name].defaults.network,
  noise = 0,
): Recipe => ({
  case: name,
  network,
  noise,
  epochs: cases[name].defaults.epochs,
  batch: 128,
  learningRate: 1e-3,
  nonlinearSamples: 1024,
  precision: "f32", // the default of PyTorch
});

const noises = [0, 0.005, 0.01];
const smallPde = noises.map((noise) => recipeOf("pde", undefined, noise));
const largePde = noises.map((noise) => recipeOf("pde", [68, 64, 32, 32, 16, 16, 1], noise));
const smallMnist = recipeOf("mnist");
const largeMnist = recipeOf("mnist", [784, 64, 64, 10]);

/** The networks of the paper. */
export const recipes: readonly Recipe[] = [...smallPde, ...largePde, smallMnist, largeMnist];

/** One of each case, on which the studies are made: with the noise that lies in the middle. */
export const studied: readonly [Recipe, Recipe] = [smallPde[1], smallMnist];

export const nameOf = ({ case: name, network, noise, pdebench }: Recipe): string =>
  [pdebench === undefined ? name : "pdebench", ...network, ...(name === "pde" ? ["noise", noise] : [])].join(
    "-",
  );

/** An experiment without anything to measure, of the name of its recipe. */
export const experimentOf = (recipe: Recipe, seeds: number): Experiment => ({
  name: nameOf(recipe),
  recipe,
  seeds,
  comparisons: [],
  studies: {},
  alone: [],
  ...(recipe.case === "pde" ? { pictureRatio: PICTURE_RATIO } : {}),
});

/** The experiments of a part on PDEBench's own solution of the equation. */
export const onPdebench = (part: Part, field: Pick<Recipe, "pdebench">): Part => ({
  ...part,
  experiments: part.experiments.map((each) =>
    each.recipe.case === "pde" && field.pdebench !== undefined
      ? { ...each, name: each.name.replace(/^pde/, "pdebench"), recipe: { ...each.recipe, ...field } }
      : each,
  ),
});
