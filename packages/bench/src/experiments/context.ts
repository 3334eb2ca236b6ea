import type { Network, ScoringStrategy, Work } from "@espalier/prune";
import type { Recipe } from "../cases/recipe.ts";
import type { DataSet } from "@espalier/data";

/** What the networks of an experiment are made of. */
export interface ExperimentContext {
  readonly recipe: Recipe;
  readonly data: DataSet;
  /** Strategies of the user's own. */
  readonly own?: readonly ScoringStrategy[];
}

/** What a unit is measured with. */
export interface TaskContext extends ExperimentContext {
  readonly seed: number;
  /** The trained network. @throws Error when the task came without it */
  readonly baseline: () => Network;
  /** Computes something once for all units of a task. */
  readonly once: <T>(name: string, compute: () => T) => T;
  /** The result of some work and its seconds; its progress is reported. */
  readonly timed: <T>(label: string, work: Work<T>) => [T, number];
}

export const secondsSince = (start: number): number => (performance.now() - start) / 1000;
