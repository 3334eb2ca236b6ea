import { strategies } from "@espalier/prune";

/** The method of the paper. */
export const proposed = "elimination-compensation";

/** The strategies that the paper compares, in its order. */
export const paperStrategies: readonly string[] = [
  proposed,
  "nonlinear",
  "magnitude",
  "gradient-magnitude",
  "random",
  "fully-connected",
];

/**
 * Beyond the paper, and named like a strategy beside the others: the paper's ranking, in stages, with all kept weights, biases and
 * slopes to compensate for what goes.
 */
export const wholeNetwork = "whole-network";

/** Whether a strategy prunes; the others train a smaller network from scratch. A strategy of the user's own prunes. */
export const isPruning = (name: string): boolean =>
  !strategies.some((strategy) => strategy.name === name && strategy.kind === "retrain");

/** Those of the part `family`, which has networks of its own. */
const familyStrategies: readonly string[] = ["obd-recursive", "taylor", "local-relative-variance"];

/** Strategies that prune and are not of the paper. `obs` inverts a matrix of inputs by inputs for each neuron, too large on MNIST. */
export const furtherStrategies = (name: "pde" | "mnist"): string[] =>
  strategies
    .map(({ name: strategy }) => strategy)
    .filter(
      (strategy) => isPruning(strategy) && ![...paperStrategies, ...familyStrategies].includes(strategy),
    )
    .filter((strategy) => strategy !== "obs" || name !== "mnist");
