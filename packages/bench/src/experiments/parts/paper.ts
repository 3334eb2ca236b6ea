import type { Part } from "../experiment.ts";
import { paperStrategies } from "../strategies.ts";
import { experimentOf, ratios, recipes, SEEDS } from "./grid.ts";

/** The experiments of the paper. */
export const paper: Part = {
  name: "paper",
  experiments: recipes.map((recipe) => ({
    ...experimentOf(recipe, SEEDS),
    comparisons: [{ strategies: paperStrategies, pruned: ratios, fineTuned: ratios }],
  })),
};
