import type { Method } from "../kinds/ladder.ts";
import type { Part } from "../experiment.ts";
import { proposed } from "../strategies.ts";
import { experimentOf, recipes } from "./grid.ts";

/** Where the paper's method alone no longer helps. */
const ratios: readonly number[] = [0.9, 0.95, 0.98];

/** Weight initialisations. */
const SEEDS = 3;

/** Epochs of Adam: about as many passes over the samples as the default effort takes. */
const EPOCHS = 60;

// prettier-ignore
const methods: readonly Method[] = [
  { name: "bias",           compensation: "bias",                        ratios },
  { name: "bias-joint",     compensation: "bias-joint", steps: 1,        ratios },
  { name: "Adam",           compensation: "bias",       distil: EPOCHS,  ratios: [0.95] },
  { name: "network, quick", compensation: "network",    effort: "quick", ratios },
  { name: "network",        compensation: "network",                     ratios },
];

/** Compensation by the whole network, beside the paper's method, Adam on the same outputs, and fine-tuning with labels. */
export const beyond: Part = {
  name: "beyond",
  experiments: recipes.map((recipe) => ({
    ...experimentOf(recipe, SEEDS),
    comparisons: [{ strategies: [proposed], pruned: [], fineTuned: ratios }],
    studies: { ladder: { methods } },
  })),
};
