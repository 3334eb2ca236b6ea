import { strategies } from "@espalier/prune";

/** The strategies that the paper compares, in its order. */
export const paperStrategies: readonly string[] = [
  "elimination-compensation",
  "nonlinear",
  "magnitude",
  "gradient-magnitude",
  "random",
  "fully-connected",
];

/** Whether a strategy removes nothing, but trains another network from scratch. One of the user's own never does. */
export const trainsFromScratch = (name: string): boolean =>
  strategies.some((strategy) => strategy.name === name && strategy.kind === "retrain");
