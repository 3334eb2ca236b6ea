import type { Network, Progress } from "@espalier/prune";
import type { DataSet } from "../data/dataset.ts";
import type { Row, Settings } from "../results.ts";

/** What every worker is given once: the data set lies in memory that all of them share. */
export interface Shared {
  readonly settings: Settings;
  readonly data: DataSet;
  /** Modules with strategies of the user's own, as file URLs. */
  readonly modules: readonly string[];
}

/** Trains the network of a seed. */
export interface BaselineTask {
  readonly kind: "baseline";
  readonly seed: number;
}

/** Measures what one strategy makes of the baseline of a seed, ratio by ratio. */
export interface StrategyTask {
  readonly kind: "strategy";
  readonly seed: number;
  readonly strategy: string;
  readonly ratios: readonly number[];
  /** The trained network; a strategy that trains from scratch does without. */
  readonly baseline?: Network;
}

/** What a worker does in one go. */
export type Task = BaselineTask | StrategyTask;

/** What a task reports while it runs. */
export type Report =
  | { readonly kind: "progress"; readonly label: string; readonly progress: Progress }
  | { readonly kind: "row"; readonly row: Row };
