import type { Part } from "../experiment.ts";
import { furtherStrategies, paperStrategies, proposed } from "../strategies.ts";
import { experimentOf, studied } from "./grid.ts";

/** A little of everything. */
export const quick: Part = {
  name: "quick",
  experiments: studied.map((recipe) => ({
    ...experimentOf({ ...recipe, epochs: [2, 1], nonlinearSamples: 256 }, 2),
    comparisons: [
      { strategies: paperStrategies, pruned: [0.5, 0.7, 0.9], fineTuned: [0.7, 0.9] },
      { strategies: furtherStrategies(recipe.case), pruned: [0.5, 0.7, 0.9], fineTuned: [] },
    ],
    studies: {
      crossed: { rankings: [proposed, "magnitude"], ratios: [0.7] },
      calibration: { samples: [10, 1000], ratios: [0.7] },
      steps: { steps: [1, 2], ratios: [0.7] },
      keptState: { ratios: [0.7] },
    },
    alone: [proposed, "magnitude"],
  })),
};
