import { ValueError } from "@espalier/tensor";

/** How much a search in stages may cost. */
export interface Effort {
  /** The pruning ratio of the first stage, where the wanted one is larger. */
  readonly first: number;
  /** The share of the weights left by a stage that the next one keeps, at least. */
  readonly keep: number;
  /** Samples that a stage is scored on, and those of a step of the solver. */
  readonly scored: number;
  readonly samples: number;
  /** Steps of the solver after each stage, and products of each step. */
  readonly steps: number;
  readonly iterations: number;
  /** The same after the last stage. */
  readonly finalSteps: number;
  readonly finalIterations: number;
  /** Rounds of swaps at the end. */
  readonly swaps: number;
}

export type EffortName = "quick" | "default" | "thorough";

// prettier-ignore
export const efforts: Readonly<Record<EffortName, Effort>> = {
  quick:    { first: 0.7, keep: 0.7,  scored: 5_000, samples: 5_000,  steps: 1, iterations: 8,  finalSteps: 4,  finalIterations: 10, swaps: 0 },
  default:  { first: 0.7, keep: 0.82, scored: 5_000, samples: 10_000, steps: 1, iterations: 16, finalSteps: 10, finalIterations: 12, swaps: 0 },
  thorough: { first: 0.6, keep: 0.9,  scored: 10_000, samples: 10_000, steps: 3, iterations: 10, finalSteps: 30, finalIterations: 10, swaps: 4 },
};

/**
 * An effort by its name; `default` where there is none.
 *
 * @throws ValueError listing the names when there is none of that name
 */
export function effortOf(who: string, name: string = "default"): Effort {
  if (!Object.hasOwn(efforts, name))
    throw new ValueError(who, `an effort among ${Object.keys(efforts).join(", ")}`, name);
  return efforts[name as EffortName];
}
