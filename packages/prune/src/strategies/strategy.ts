import { ValueError } from "@espalier/tensor";
import type { Random, Tensor } from "@espalier/tensor";
import type { LossName } from "../network/loss.ts";
import type { Network } from "../network/network.ts";
import type { Passes } from "../streaming/passes.ts";
import type { LayerScores } from "../method/score.ts";
import type { Work } from "../streaming/progress.ts";

/** What a strategy gets to look at. */
export interface Calibration {
  /** [n, d_0] */
  readonly inputs: Tensor;
  /** See `Samples`. Only for a strategy that says it needs them. */
  readonly targets?: Tensor | undefined;
  readonly loss?: LossName | undefined;
  readonly random?: Random | undefined;
}

/** Ranks the weights of a trained network, and says how each removal is made up for. */
export interface ScoringStrategy {
  readonly kind: "score";
  readonly name: string;
  /** Whether it reads the targets; without this word it is not shown them, and none are looked at. */
  readonly needsTargets?: boolean | undefined;
  /** Whether an importance is the mean square change of the outputs, E‖ΔNN‖², that the removal of this one weight makes. */
  readonly predictsChange?: boolean | undefined;
  score(network: Network, calibration: Calibration): Work<LayerScores[]>;
  /** How it goes through samples a chunk at a time. With it, they may be a stream; without it, they have to be in memory. */
  readonly passes?: Passes | undefined;
}

/** Removes no weight, but trains another network from scratch. */
export interface RetrainingStrategy {
  readonly kind: "retrain";
  readonly name: string;
  /** The layer sizes of that network. */
  sizes(sizes: readonly number[], ratio: number): number[];
}

export type Strategy = ScoringStrategy | RetrainingStrategy;

/** What a strategy cannot do without. */
export function required<T>(strategy: string, name: string, value: T | undefined): T {
  if (value === undefined) throw new ValueError(strategy, `${name}, which this strategy needs`, "none");
  return value;
}
