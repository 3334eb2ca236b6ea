import type { Part } from "../experiment.ts";
import type { FamilyMethod } from "../kinds/family.ts";
import { experimentOf, studied } from "./grid.ts";

/** Weight initialisations. */
const SEEDS = 1;

const HALF = [0.5];
const BOTH = [0.5, 0.75];

const right = (name: string, amounts: readonly number[] = BOTH): FamilyMethod => ({
  name,
  amounts,
  fineTuned: false,
  fromScratch: false,
});
const tuned = (name: string, amounts: readonly number[] = HALF): FamilyMethod => ({
  ...right(name, amounts),
  fineTuned: true,
});

/** Half of the hidden neurons removed without labels, beside a dense network of the same sizes that is trained with labels. */
const stages: readonly FamilyMethod[] = ["unit-affine", "elimination-compensation"].map((ranking) => ({
  ...right(`neuron: ${ranking} + network`),
  fromScratch: true,
}));

/** Rankings of neurons, each with its own compensation, then fine-tuned. */
const neurons: readonly FamilyMethod[] = [
  "unit-constant",
  "unit-coupled",
  "unit-greedy",
  "unit-affine",
  "elimination-compensation",
  "magnitude",
  "random",
  "skeletonization",
  "sensitivity-analysis",
  "variance-nullity",
  "taylor",
  "nisp",
  "noiseout",
  "layerwise-least-squares",
  "iterative-pruning",
  "variance-based-pruning",
  "corp",
].map((name) => tuned(`neuron: ${name}`));

/** Rankings crossed with compensations, right after pruning. */
const crossed: readonly FamilyMethod[] = [
  "variance-based-pruning",
  "elimination-compensation",
  "unit-constant",
  "unit-greedy",
  "unit-affine",
].flatMap((ranking) =>
  ["none", "mean", "constant", "bias", "coupled", "affine"].map((compensation) =>
    right(`neuron: ${ranking} + ${compensation}`, HALF),
  ),
);

const inputs: readonly FamilyMethod[] = [
  "unit-constant",
  "unit-affine",
  "elimination-compensation",
  "sensitivity-analysis",
  "variance-nullity",
  "input-perturbation",
  "corp",
].map((name) => tuned(`input: ${name}`));

const weights = (names: readonly string[]): readonly FamilyMethod[] =>
  names.map((name) => tuned(`weight: ${name}`, [0.9]));

const ofWeights = [
  "elimination-compensation",
  "magnitude",
  "obd",
  "obd-recursive",
  "taylor",
  "local-relative-variance",
  "karnin",
  "movement",
  "autoprune",
];

/** Every method that the paper cites, and structured elimination with compensation, on one network of each case. */
export const family: Part = {
  name: "family",
  experiments: studied.map((recipe) => ({
    ...experimentOf(recipe, SEEDS),
    studies: {
      family: {
        methods: [
          ...neurons,
          ...stages,
          ...crossed,
          ...inputs,
          ...weights(recipe.case === "pde" ? [...ofWeights, "obs-full"] : ofWeights),
        ],
      },
    },
  })),
};
