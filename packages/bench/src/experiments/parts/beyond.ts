import type { Recipe } from "../../cases/recipe.ts";
import { CALIBRATION } from "../calibration-samples.ts";
import type { Method } from "../kinds/ladder.ts";
import type { Experiment, Part } from "../experiment.ts";
import { proposed } from "../strategies.ts";
import { experimentOf, recipes, SEEDS, studied } from "./grid.ts";

/** Where the paper's method alone no longer helps. */
const ratios: readonly number[] = [0.9, 0.95, 0.98];

/** Epochs of Adam that take about as long as the default effort. */
const EPOCHS = 60;

// prettier-ignore
const methods: readonly Method[] = [
  { name: "bias",           compensation: "bias",                        ratios },
  { name: "bias-joint",     compensation: "bias-joint", steps: 1,        ratios },
  { name: "Adam",           compensation: "bias",       distil: EPOCHS,  ratios: [0.95] },
  { name: "network, quick", compensation: "network",    effort: "quick", ratios },
  { name: "network",        compensation: "network",                     ratios },
];

/** Of one network of each case: more effort, and what else the same time can buy. */
// prettier-ignore
const more: readonly Method[] = [
  { name: "network, thorough",   compensation: "network", effort: "thorough",  ratios: [0.95, 0.98] },
  { name: "network, on labels",  compensation: "network", objective: "labels", ratios,             seeds: 3 },
  { name: "Adam",                compensation: "bias",    distil: EPOCHS,      ratios: [0.9, 0.98] },
  { name: "Adam, on labels",     compensation: "bias",    fineTune: EPOCHS,    ratios,             seeds: 3 },
];

/** Every rung in 1, 5 and 20 stages, in each metric of the outputs. `row` takes longer than all others together. */
const grid = (metrics: readonly ("outputs" | "softmax")[], seeds: number, samples?: number): Method[] =>
  metrics.flatMap((metric) =>
    [1, 5, 20].flatMap((steps) =>
      (["none", "bias", "bias-joint", "row", "network"] as const).map((compensation) => ({
        name: `${compensation}, ${steps} stage${steps === 1 ? "" : "s"}, ${metric}`,
        compensation,
        steps,
        metric,
        ratios: [0.5, 0.8, ...ratios],
        seeds: compensation === "row" ? 1 : seeds,
        ...(samples === undefined ? {} : { samples }),
      })),
    ),
  );

const methodsFor = (recipe: Recipe): readonly Method[] => [
  ...methods,
  ...(studied.includes(recipe) ? more : []),
  ...(recipe.case === "mnist"
    ? grid(["outputs", "softmax"], studied.includes(recipe) ? SEEDS : 1, CALIBRATION)
    : grid(["outputs"], SEEDS)),
];

const ladderOn = (
  recipe: Recipe,
  seeds: number,
  fineTuned: readonly number[],
  own: readonly Method[],
): Experiment => ({
  ...experimentOf(recipe, seeds),
  comparisons: [{ strategies: [proposed], pruned: [], fineTuned }],
  studies: { ladder: { methods: own } },
});

/** LeNet-300-100 with 7 % of its weights, as in Dong et al. 2017, "Learning to prune deep neural networks via layer-wise OBS". */
const lenet: Recipe = { ...studied[1], network: [784, 300, 100, 10] };
const lenetMethods: readonly Method[] = [
  { name: "bias", compensation: "bias", ratios: [0.93] },
  { name: "network", compensation: "network", ratios: [0.93] },
];

/** Compensation by the whole network, beside the paper's method, Adam on the same outputs, and fine-tuning with labels. */
export const beyond: Part = {
  name: "beyond",
  experiments: [
    ...recipes.map((recipe) => ladderOn(recipe, SEEDS, ratios, methodsFor(recipe))),
    ladderOn(lenet, 1, [0.93], lenetMethods),
  ],
};
