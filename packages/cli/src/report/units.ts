import type {
  Evaluation,
  LossName,
  StageReport,
  UnitCompensationName,
  UnitGranularity,
  UnitImportance,
} from "@espalier/prune";

/** The report that `prune` writes with whole neurons or inputs. */
export interface UnitReport {
  readonly format: "espalier-units-report";
  readonly version: 1;
  /** Paths, as they were given. */
  readonly network: string;
  readonly data: string;
  /** The number of samples that the change was measured on. */
  readonly samples: number;
  readonly scoredBy?: number;
  readonly granularity: UnitGranularity;
  /** Absent where it is the default. */
  readonly strategy?: string;
  /** Whether an importance counts for the unit, or for each weight that goes with it. Absent where it is the default. */
  readonly per?: UnitImportance;
  /** Absent where it is the strategy's own. */
  readonly compensation?: string;
  /** The compensation from which the solver starts in each stage, and the rounds of swaps at the end. Absent where they are the default. */
  readonly start?: UnitCompensationName;
  readonly swaps?: number;
  readonly seed: number;
  readonly metric: "outputs" | "softmax";
  readonly steps: number;
  readonly stages?: readonly StageReport[];
  readonly distilled?: number;
  /** The goal: one of the three. */
  readonly ratio?: number;
  readonly count?: number;
  readonly budget?: number;
  /** The number of removed neurons or inputs. */
  readonly units: number;
  readonly weights: number;
  readonly removed: number;
  /** Whether the network has branches. */
  readonly graph?: true;
  /** The inputs that it takes, by their numbers before. */
  readonly inputs: readonly number[];
  /** d_0 … d_L: the inputs, then the neurons of each layer. */
  readonly sizes: { readonly before: readonly number[]; readonly after: readonly number[] };
  /** For each layer the inputs that are left, by their numbers before. */
  readonly kept: readonly (readonly number[])[];
  /** What compensated for the removed inputs of each layer; null if there were none. */
  readonly compensations: readonly (string | null)[];
  readonly measured: {
    /** √(E‖ΔNN‖² / E‖NN‖²) */
    readonly relative: number;
    readonly rootMeanSquare: number;
    readonly largest: readonly number[];
    readonly mean: readonly number[];
  };
  readonly loss?: { readonly name: LossName; readonly before: Evaluation; readonly after: Evaluation };
}
