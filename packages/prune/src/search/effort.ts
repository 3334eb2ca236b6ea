import { ValueError } from "@espalier/tensor";

/** The cost of pruning in stages. */
export interface Effort {
  /** The pruning ratio of the first stage, if the final one is larger. */
  readonly first: number;
  /** The smallest share of the remaining weights that a stage keeps. */
  readonly keep: number;
  /** The number of samples for the scores of a stage. */
  readonly scored: number;
  /** The number of samples for a step of the solver. */
  readonly samples: number;
  /** Steps of the solver after each stage. */
  readonly steps: number;
  /** The largest number of products in such a step. */
  readonly iterations: number;
  /** Steps of the solver after the last stage. */
  readonly finalSteps: number;
  /** The largest number of products in such a step. */
  readonly finalIterations: number;
  /** Rounds of swaps at the end. */
  readonly swaps: number;
}

/** The name of an effort. */
export type EffortName = "quick" | "default" | "thorough";

/** The efforts by name. */
// prettier-ignore
export const efforts: Readonly<Record<EffortName, Effort>> = {
  quick:    { first: 0.7, keep: 0.75, scored: 5_000, samples: 5_000,  steps: 1, iterations: 6,  finalSteps: 5,  finalIterations: 8, swaps: 0 },
  default:  { first: 0.7, keep: 0.86, scored: 5_000, samples: 10_000, steps: 1, iterations: 12, finalSteps: 10, finalIterations: 12, swaps: 0 },
  thorough: { first: 0.6, keep: 0.9,  scored: 10_000, samples: 10_000, steps: 3, iterations: 8, finalSteps: 30, finalIterations: 10, swaps: 4 },
};

/**
 * An effort by its name; `default` for no name.
 *
 * @throws ValueError listing the names when the name is unknown
 */
export function effortOf(who: string, name: string = "default"): Effort {
  if (!Object.hasOwn(efforts, name))
    throw new ValueError(who, `an effort among ${Object.keys(efforts).join(", ")}`, name);
  return efforts[name as EffortName];
}
