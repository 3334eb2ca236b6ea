import type { Movable } from "@espalier/compensation/internal";
import type { Layer } from "@espalier/network";
import type { UnitStatistics, Wanted } from "../units/unit-statistics.ts";

/** The name of a compensation for whole units. */
export type UnitCompensationName =
  | "none"
  | "mean"
  | "constant"
  | "bias"
  | "coupled"
  | "merge"
  | "affine"
  | "network";

/** Units that are removed together, and the layer that reads them. */
export interface Removal {
  /** Its weight still has the columns of all units; parameters are f64. */
  readonly layer: Layer;
  /** Columns of the weight, ascending. */
  readonly removed: readonly number[];
  /** The other columns, ascending. */
  readonly kept: readonly number[];
  /** Of all units. */
  readonly statistics: UnitStatistics;
}

/** What compensates for removed units: a rung of the ladder none → mean, constant, bias → coupled → affine → network. */
export interface UnitCompensation {
  /** For options and errors. */
  readonly name: UnitCompensationName;
  /** The sums that it needs besides the usual ones. */
  readonly wanted: Wanted;
  /**
   * The biases, and perhaps the kept columns, of the layer that compensates for the removal. If there are several candidates, the one is
   * taken whose network comes closest to the original one on the calibration samples.
   */
  readonly candidates: (removal: Removal) => readonly Moved[];
  /** The parameters that these candidates change. */
  readonly changes: readonly Movable[];
  /** The parameters that change together after that, to bring the outputs back to those of the dense network. */
  readonly moves: readonly Movable[];
}

/** A way to compensate for removed units. */
export interface Moved {
  /** The name of the compensation, for the report. */
  readonly by: UnitCompensationName;
  /** The layer with all its columns; those of removed units have no meaning any more. */
  readonly layer: Layer;
}

/** The layer with something added to its biases, Σ_{j removed} W_ij value_ij. */
export function withConstants({ layer, removed }: Removal, valueOf: (j: number, i: number) => number): Layer {
  const { weight, bias } = layer;
  const [I, J] = weight.shape;
  const b = Float64Array.from(bias.data);
  for (let i = 0; i < I; i++) for (const j of removed) b[i] += weight.data[i * J + j] * valueOf(j, i);
  return { ...layer, bias: { shape: [I], data: b } };
}
