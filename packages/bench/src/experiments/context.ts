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
  /** The result of some work and its seconds of {@link stopwatch}; its progress is reported. */
  readonly timed: <T>(label: string, work: Work<T>) => [T, number];
}

export const secondsSince = (start: number): number => (performance.now() - start) / 1000;

/**
 * Seconds of processor time of this thread since the call, which the work of others on the machine changes little; seconds of the
 * clock before Node 23.9, which does not measure it.
 */
export function stopwatch(): () => number {
  if (process.threadCpuUsage === undefined) {
    const start = performance.now();
    return () => secondsSince(start);
  }
  const start = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(start);
    return (user + system) / 1e6;
  };
}
