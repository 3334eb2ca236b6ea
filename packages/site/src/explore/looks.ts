import type { Rung, StrategyShown } from "./compute/cut.ts";

/** The shape of each strategy, as in the figures of the results; its colour is a class of the style sheet. */
export const looks: Readonly<Record<StrategyShown, { readonly shape: string }>> = {
  "elimination-compensation": { shape: "circle" },
  nonlinear: { shape: "square" },
  magnitude: { shape: "triangle-up" },
  "gradient-magnitude": { shape: "diamond" },
  random: { shape: "cross" },
  obs: { shape: "triangle-up" },
  "mean-replacement": { shape: "square" },
  wanda: { shape: "triangle-right" },
  obd: { shape: "triangle-left" },
};

export const strategyNames = Object.keys(looks) as StrategyShown[];

export const rungNames: readonly Rung[] = ["own", "none", "bias", "row", "network"];
