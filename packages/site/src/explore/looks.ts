import { looksOf } from "@espalier/pages/looks";
import type { Rung, StrategyShown } from "./compute/cut.ts";

/** The strategies that the page offers, those of the paper first. */
export const strategyNames: readonly StrategyShown[] = [
  "elimination-compensation",
  "nonlinear",
  "magnitude",
  "gradient-magnitude",
  "random",
  "obs",
  "mean-replacement",
  "wanda",
  "obd",
];

/** How a strategy looks, as in the figures of the results; its colour is a class of the style sheet. */
export const strategyLooks: ReturnType<typeof looksOf> = looksOf([...strategyNames, "whole-network"]);

export const shapeOf = (strategy: string): string => strategyLooks.get(strategy)?.shape ?? "circle";

export const rungNames: readonly Rung[] = ["own", "none", "bias", "row", "network"];
