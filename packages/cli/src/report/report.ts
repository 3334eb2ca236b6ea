import type { Evaluation, LossName, StageReport } from "@espalier/prune";

/** The report that `prune` writes. */
export interface Report {
  readonly format: "espalier-report";
  readonly version: 1;
  /** Paths, as they were given. */
  readonly network: string;
  /** Absent without samples. */
  readonly data?: string;
  /** The file of statistics that scored the weights. */
  readonly statistics?: string;
  /** The number of samples that the change was measured on. They also scored the weights, unless `scoredBy` gives a smaller number. */
  readonly samples: number;
  readonly scoredBy?: number;
  /** The number of random probes in place of a sweep for each output. */
  readonly probes?: number;
  readonly strategy: string;
  readonly seed: number;
  /** What was removed as a whole; absent for single weights. */
  readonly granularity?: string;
  /** What compensated for the removed weights; absent where that is the strategy's own choice. */
  readonly compensation?: string;
  /** What a change of the outputs costs. */
  readonly metric: "outputs" | "softmax";
  /** How often weights were removed and scored anew. */
  readonly steps: number;
  /** What each stage did, where many parameters compensated for it. */
  readonly stages?: readonly StageReport[];
  /** Epochs of training on the outputs of the network. */
  readonly distilled?: number;
  /** The goal: one of the two. */
  readonly ratio?: number;
  readonly budget?: number;
  readonly weights: number;
  readonly removed: number;
  /** √(Σ I / E‖NN‖²) over what was removed; absent when the strategy does not predict a change of the outputs. */
  readonly predicted?: number | undefined;
  /** Absent without samples. */
  readonly measured?: {
    /** √(E‖ΔNN‖² / E‖NN‖²) */
    readonly relative: number;
    /** √E‖ΔNN‖² */
    readonly rootMeanSquare: number;
    /** max |ΔNN_m|, one entry per output. */
    readonly largest: readonly number[];
    readonly mean: readonly number[];
  };
  readonly layers: readonly LayerReport[];
  readonly loss?: { readonly name: LossName; readonly before: Evaluation; readonly after: Evaluation };
}

export interface LayerReport {
  readonly weights: number;
  readonly kept: number;
  readonly predicted?: number | undefined;
  /** The relative change of the outputs with this layer pruned, and all others as they were. */
  readonly measured?: number;
}
