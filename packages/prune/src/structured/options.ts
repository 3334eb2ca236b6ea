import type { Mask, Network } from "@espalier/network";
import type { Strategy } from "@espalier/scores";
import type { UnitCompensationName, KeptUnits, UnitScores, UnitStrategy } from "@espalier/structured";
import type { KeptColumns } from "@espalier/structured/internal";
import type { SolveOptions } from "../search/options.ts";
import type { StageReport } from "../search/stage.ts";

/** Whole units: neurons with all their weights and the units tied to them, or inputs of the network. */
export type UnitGranularity = "neuron" | "input";

/** What the importance of a unit is ranked by: itself, or divided by the number of weights that go with the unit. */
export type UnitImportance = "unit" | "weight";

/** Options of pruning whole units. */
export interface PruneUnitsOptions extends Omit<
  SolveOptions,
  "strategy" | "compensation" | "granularity" | "probes" | "sums" | "swaps"
> {
  /** What is removed: hidden neurons, or inputs of the network. */
  readonly granularity: UnitGranularity;
  /** The fraction of the weights to remove, in [0, 1]: units go until at least round(ρ N_W) weights are gone. Or `count`. */
  readonly ratio?: number | undefined;
  /** The number of units to remove. */
  readonly count?: number | undefined;
  /** A name, or a strategy of your own; `unit-affine` by default. A strategy for weights scores units by its column sums. */
  readonly strategy?: string | UnitStrategy | Strategy | undefined;
  /** What compensates for the removed units; by default the choice of the strategy. */
  readonly compensation?: UnitCompensationName | undefined;
  /** The compensation from which the solver of `network` starts in each stage; `affine` by default. */
  readonly start?: UnitCompensationName | undefined;
  /** Whether importances count by unit, which is the default, or by weight: divided by the number of weights that the unit frees. */
  readonly per?: UnitImportance | undefined;
  /** Rounds at the end in which removed neurons come back in place of kept ones, for the compensation `network`; none by default. */
  readonly swaps?: number | undefined;
}

/** A network with fewer neurons or inputs. */
export interface PrunedUnits {
  /** The smaller network. */
  readonly network: Network;
  /** The columns of the samples that it takes, as those before were numbered. */
  readonly inputs: readonly number[];
  /** For each layer the numbers of the inputs that are left: in a chain those of the network, then the neurons of layer 0, 1 … */
  readonly kept: KeptUnits;
  /** The number of removed units. Units that a sum, a product or a shared matrix ties together count as one. */
  readonly units: number;
  /** Which weights of the original network are left. */
  readonly masks: readonly Mask[];
  /** N_W of the original network. */
  readonly weights: number;
  /** The number of removed weights. */
  readonly removed: number;
  /** For each layer the importance of its inputs, of removed ones at the time when they went; empty for a layer that was not scored. */
  readonly scores: UnitScores;
  /** What compensated for the removed units of each layer, where there were several candidates the one that was taken. */
  readonly compensations: readonly (UnitCompensationName | undefined)[];
  /** A report for each stage, if the compensation has a solver. */
  readonly stages: readonly StageReport[];
}

/** The smaller network. */
export interface Left {
  readonly network: Network;
  /** The numbers of the units that are gone. */
  readonly gone: ReadonlySet<number>;
  /** The columns that are left of each value of the original network. */
  readonly columns: KeptColumns;
}

/** The smaller network, with a report on the removed units. */
export interface State extends Pick<PrunedUnits, "scores" | "compensations" | "stages"> {
  readonly left: Left;
}

/** Whether options are of pruning whole units. */
export const isOfUnits = <O extends { readonly granularity: UnitGranularity }>(
  options: O | object,
): options is O => {
  const { granularity } = Object(options) as { readonly granularity?: unknown };
  return granularity === "neuron" || granularity === "input";
};
