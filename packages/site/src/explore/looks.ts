import { looksOf } from "@espalier/pages/looks";
import type { Rung, StrategyShown } from "./compute/cut.ts";

/** The strategies that the page offers, those of the paper first, with the names that readers see. */
export const strategyTitles: Readonly<Record<StrategyShown, string>> = {
  "elimination-compensation": "proposed",
  nonlinear: "non-linear",
  magnitude: "magnitude",
  "gradient-magnitude": "magnitude × gradient",
  random: "random",
  obs: "OBS, of its row",
  "mean-replacement": "mean replacement",
  wanda: "Wanda",
  obd: "OBD",
};

export const strategyNames = Object.keys(strategyTitles) as readonly StrategyShown[]; // the keys above

/** How a strategy looks, as in the figures of the results; its colour is a class of the style sheet. */
export const strategyLooks: ReturnType<typeof looksOf> = looksOf([...strategyNames, "whole-network"]);

export const shapeOf = (strategy: string): string => strategyLooks.get(strategy)?.shape ?? "circle";

export const rungNames: readonly Rung[] = ["own", "none", "bias", "row", "network"];
