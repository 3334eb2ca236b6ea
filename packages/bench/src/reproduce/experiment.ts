import type { Recipe } from "../experiment/steps.ts";

/** Everything that is measured about the networks of one recipe. */
export interface Experiment {
  /** Of its files, such as `pde-68-32-32-32-1-noise-0.005`. */
  readonly name: string;
  readonly recipe: Recipe;
  /** How many weight initialisations: 0, 1 … */
  readonly seeds: number;
  readonly comparisons: readonly Comparison[];
  readonly studies: Studies;
  /** Strategies whose scoring is measured once more, in a process of its own: for its time and its memory. */
  readonly alone: readonly string[];
  /** The ratio ρ at which predictions are kept as pictures, of seed 0. */
  readonly pictureRatio?: number;
}

/** Strategies, and at which ratios the networks are measured right after pruning and after fine-tuning. */
export interface Comparison {
  readonly strategies: readonly string[];
  readonly pruned: readonly number[];
  readonly fineTuned: readonly number[];
}

/** What is measured of every seed; where nothing else is said, right after pruning. */
export interface Studies {
  /** The ranking of each strategy with each compensation. */
  readonly crossed?: { readonly rankings: readonly string[]; readonly ratios: readonly number[] };
  /** The proposed method on fewer calibration samples. More of them than there are mean all. */
  readonly calibration?: { readonly samples: readonly number[]; readonly ratios: readonly number[] };
  /** The proposed method in k steps, scored anew before each. */
  readonly steps?: { readonly steps: readonly number[]; readonly ratios: readonly number[] };
  /** The proposed method after fine-tuning that goes on with the state in which training left Adam. */
  readonly keptState?: { readonly ratios: readonly number[] };
}

/** What `npm run reproduce` measures in one go. */
export interface Part {
  readonly name: string;
  readonly experiments: readonly Experiment[];
}
