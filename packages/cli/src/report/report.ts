import type { Evaluation, LossName } from "@espalier/prune";

/** What `prune` writes about what it did. */
export interface Report {
  readonly format: "espalier-report";
  readonly version: 1;
  /** Paths, as they were given. */
  readonly network: string;
  readonly data: string;
  /** Those that the change was measured on, and that scored the weights unless `scoredBy` says how many were drawn. */
  readonly samples: number;
  readonly scoredBy?: number;
  readonly strategy: string;
  readonly seed: number;
  readonly steps: number;
  /** What was asked for, one of the two. */
  readonly ratio?: number;
  readonly budget?: number;
  readonly weights: number;
  readonly removed: number;
  /** √(Σ I / E‖NN‖²) over what was removed; absent where the strategy's importances are of another unit. */
  readonly predicted?: number;
  readonly measured: {
    /** √(E‖ΔNN‖² / E‖NN‖²) */
    readonly relative: number;
    /** E‖ΔNN‖² */
    readonly meanSquare: number;
    /** |ΔNN_m|, an entry an output. */
    readonly largest: readonly number[];
    readonly mean: readonly number[];
  };
  readonly layers: readonly LayerReport[];
  readonly loss?: { readonly name: LossName; readonly before: Evaluation; readonly after: Evaluation };
}

export interface LayerReport {
  readonly weights: number;
  readonly kept: number;
  readonly predicted?: number;
  /** The relative change of the outputs with this layer pruned, and all others as they were. */
  readonly measured: number;
}
