import type { Rung, StrategyShown } from "../compute/cut.ts";
import { number, oneOf, whole } from "../link.ts";
import type { Keys } from "../link.ts";
import { rungNames, strategyNames } from "../looks.ts";

/** What the reader chooses in scene d. */
export interface PruneState {
  /** ρ, the fraction of the weights that are removed. */
  readonly ratio: number;
  readonly by: StrategyShown;
  readonly comp: Rung;
  readonly stages: "1" | "4" | "8";
  readonly seed: number;
  /** The curves beside those that the slider has drawn. */
  readonly shown: "visited" | "all";
}

export const keys: Keys<PruneState> = {
  ratio: number(0.5, 0, 0.98),
  by: oneOf(strategyNames, "elimination-compensation"),
  comp: oneOf(rungNames, "own"),
  stages: oneOf(["1", "4", "8"], "1"),
  seed: whole(3, 1, 999),
  shown: oneOf(["visited", "all"], "visited"),
};

/** The weights of the network. */
export const WEIGHTS = 88;

/** The numbers of removed weights at each tenth, which the table shows. */
export const tenths = Array.from({ length: 9 }, (_, k) => Math.round(((k + 1) * WEIGHTS) / 10));
