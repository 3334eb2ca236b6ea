import type { Experiment } from "./experiment.ts";

/** One experiment, measured. Nothing in it depends on the machine, the clock or the number of workers. */
export interface Measurements {
  readonly format: "espalier-measurements";
  readonly version: 1;
  readonly experiment: Experiment;
  /** Where the paper is silent, a sentence each. */
  readonly notes: readonly string[];
  readonly rows: readonly NetworkRow[];
  readonly crossed: readonly CrossedRow[];
  readonly calibration: readonly CalibrationRow[];
  readonly steps: readonly StepsRow[];
  readonly keptState: readonly KeptStateRow[];
  readonly pictures: readonly Picture[];
}

/** How a network does on the test set. */
export interface Quality {
  /** Mean over the test set. Infinity or NaN when the network overflows. */
  readonly testLoss: number;
  /** Fraction of test samples classified correctly; classification only. */
  readonly testAccuracy?: number;
  /** ‖û − u‖₂ / ‖u‖₂ over the whole test set; regression only. */
  readonly relativeL2?: number;
}

/** What pruning did to the outputs. */
export interface Damage {
  /** Σ of the strategy's importance over what was removed: what it predicts of the change, if it predicts one. */
  readonly removedImportance: number;
  /** E‖NN(x) − NN(x before pruning)‖² over the training inputs. */
  readonly outputChange: number;
}

/** A network of a comparison. */
export interface NetworkRow extends Quality, Partial<Damage> {
  readonly seed: number;
  /** "baseline" before pruning. */
  readonly strategy: string;
  /** ρ; 0 before pruning. */
  readonly ratio: number;
  readonly stage: "baseline" | "pruned" | "fine-tuned";
  /** ‖W‖₀ of each layer. */
  readonly kept: readonly number[];
}

/** One strategy's ranking with another one's compensation, right after pruning. */
export interface CrossedRow extends Quality {
  readonly seed: number;
  readonly ranking: string;
  readonly compensation: Compensation;
  readonly ratio: number;
  readonly outputChange: number;
}

/** What a bias gains for a removed weight: nothing, W E[x], or W E[G x]/E[G]. */
export type Compensation = "none" | "mean" | "sensitivity";

/** The proposed method, right after pruning, scored on some of the training samples. */
export interface CalibrationRow extends Quality, Damage {
  readonly seed: number;
  readonly samples: number;
  readonly ratio: number;
}

/** The proposed method, right after the last of some steps of equal size, scored before each. */
export interface StepsRow extends Quality {
  readonly seed: number;
  readonly steps: number;
  readonly ratio: number;
  readonly outputChange: number;
}

/** The proposed method after fine-tuning that goes on with the state in which training left Adam. */
export interface KeptStateRow extends Quality {
  readonly seed: number;
  readonly ratio: number;
}

/** u [10, 64] of the first test sample: the truth, or what a network of seed 0 says. Four digits. */
export interface Picture {
  readonly strategy: string;
  readonly stage: "truth" | "baseline" | "pruned" | "fine-tuned";
  readonly values: readonly number[];
}

/** The lists of {@link Measurements}. */
export interface Lists {
  readonly rows: NetworkRow;
  readonly crossed: CrossedRow;
  readonly calibration: CalibrationRow;
  readonly steps: StepsRow;
  readonly keptState: KeptStateRow;
  readonly pictures: Picture;
}

/** An entry of one of the lists. */
export type Entry = {
  readonly [L in keyof Lists]: { readonly list: L; readonly row: Lists[L] };
}[keyof Lists];

export const listNames: readonly (keyof Lists)[] = [
  "rows",
  "crossed",
  "calibration",
  "steps",
  "keptState",
  "pictures",
];
