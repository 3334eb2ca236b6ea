import { cases } from "../../cases/index.ts";
import type { Recipe } from "../../cases/recipe.ts";
import type { Experiment, Part } from "../experiment.ts";
import { furtherStrategies, isPruning, paperStrategies, proposed } from "../strategies.ts";
import { allRatios, experimentOf, fewRatios, nameOf, powers, SEEDS, studied } from "./grid.ts";
import { paper } from "./paper.ts";

const rankings = (name: Recipe["case"]): string[] => [
  ...paperStrategies.filter(isPruning),
  ...furtherStrategies(name),
];

const studiesOf = (recipe: Recipe): Experiment["studies"] => ({
  crossed: { rankings: rankings(recipe.case), ratios: powers },
  ...(studied.includes(recipe)
    ? {
        calibration: {
          samples: [10, 30, 100, 300, 1000, 3000, 10_000, cases[recipe.case].trainingSamples],
          ratios: fewRatios,
        },
        steps: { steps: [1, 2, 5, 10], ratios: fewRatios },
        keptState: { ratios: fewRatios },
      }
    : {}),
});

interface Variation {
  readonly suffix: string;
  readonly change: Partial<Recipe>;
  /** Besides the proposed one. */
  readonly rivals: readonly string[];
}

const rivals = ["magnitude", "random"];

/** One setting changed at a time. */
// prettier-ignore
const variations: readonly Variation[] = [
  { suffix: "batch-32",             change: { batch: 32 },                                   rivals },
  { suffix: "batch-512",            change: { batch: 512 },                                  rivals },
  { suffix: "learning-rate-0.0003", change: { learningRate: 3e-4 },                          rivals },
  { suffix: "learning-rate-0.003",  change: { learningRate: 3e-3 },                          rivals },
  { suffix: "all-samples",          change: { nonlinearSamples: cases.pde.trainingSamples }, rivals: ["nonlinear"] },
];

const variationOf = ({ suffix, change, rivals: others }: Variation): Experiment => {
  const { pictureRatio: _, ...experiment } = experimentOf({ ...studied[0], ...change }, SEEDS);
  const strategies = [proposed, ...others];
  return {
    ...experiment,
    name: `${nameOf(studied[0])}-${suffix}`,
    comparisons: [{ strategies, pruned: fewRatios, fineTuned: fewRatios }],
  };
};

/**
 * The paper's part, with more ratios, further strategies on the same trained weights, and studies.
 *
 * @param furtherRatios at which networks pruned by further strategies are fine-tuned
 */
const withStudies = (furtherRatios: readonly number[]): Experiment[] => [
  ...paper.experiments.map((experiment) => {
    const { recipe } = experiment;
    return {
      ...experiment,
      comparisons: [
        { strategies: paperStrategies, pruned: allRatios, fineTuned: allRatios },
        { strategies: furtherStrategies(recipe.case), pruned: allRatios, fineTuned: furtherRatios },
        // Trained on like the pruned networks, with all weights: the effect of fine-tuning alone.
        { strategies: [proposed], pruned: [], fineTuned: [0] },
      ],
      studies: studiesOf(recipe),
      alone: recipe.noise === 0 ? rankings(recipe.case) : [], // noise changes no cost
    };
  }),
  ...variations.map(variationOf),
];

/** With half as much training again as the paper's part. */
export const studies: Part = { name: "studies", experiments: withStudies([]) };

/** The further strategies after fine-tuning too. */
export const extended: Part = { name: "extended", experiments: withStudies(powers) };
