import type { Part } from "../experiment.ts";
import type { FamilyMethod } from "../kinds/family.ts";
import { experimentOf, studied } from "./grid.ts";

/** Weight initialisations of each table of docs/family.md. The tables are measured in this order, seed by seed. */
const SEEDS = { stages: 5, neurons: 5, crossed: 5, inputs: 5, weights: 5 };

const perTable = (table: keyof typeof SEEDS, methods: readonly FamilyMethod[]): readonly FamilyMethod[] =>
  methods.map((method) => ({ ...method, seeds: SEEDS[table] }));

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

/** Hidden neurons removed without labels, then distilled, beside a dense network of the same sizes that is trained with labels. */
const stages: readonly FamilyMethod[] = [
  "unit-affine + affine",
  "unit-affine + network",
  "elimination-compensation + network",
].map((method) => ({
  ...right(`neuron: ${method}`),
  distilled: true,
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

/** Rankings crossed with compensations, right after pruning; one of them is among {@link stages}. */
const crossed: readonly FamilyMethod[] = [
  "variance-based-pruning",
  "elimination-compensation",
  "unit-constant",
  "unit-greedy",
  "unit-affine",
].flatMap((ranking) =>
  ["none", "mean", "constant", "bias", "coupled", "affine"]
    .map((compensation) => right(`neuron: ${ranking} + ${compensation}`, HALF))
    .filter(({ name }) => stages.every((stage) => stage.name !== name)),
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

/**
 * Every method that the paper cites, and structured elimination with compensation, on one network of each case. A unit is one method of one seed, so
 * `--only "0 neuron: corp"` measures corp for seed 0.
 */
export const family: Part = {
  name: "family",
  experiments: studied.map((recipe) => ({
    ...experimentOf(recipe, Math.max(...Object.values(SEEDS))),
    studies: {
      family: {
        methods: [
          ...perTable("stages", stages),
          ...perTable("neurons", neurons),
          ...perTable("crossed", crossed),
          ...perTable("inputs", inputs),
          ...perTable("weights", weights(recipe.case === "pde" ? [...ofWeights, "obs-full"] : ofWeights)),
        ],
      },
    },
  })),
};
