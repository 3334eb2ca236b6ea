import type { Experiment } from "./experiment.ts";
import type { Unit } from "./kinds/kind.ts";
import type { TaskReport } from "./perform.ts";
import { effortOf, idOf, unitsOf } from "./unit.ts";

/** Follows what all workers report. */
export interface Tracker {
  /** Of the whole, in [0, 1]. */
  readonly fraction: () => number;
  readonly follow: (experiment: Experiment, report: TaskReport) => void;
  /** The work of the unit that has been under way for longest, in a few words. */
  readonly label: () => string;
}

/** @param isDone whether a unit need not be measured: the journal had it at the start, or it is not asked for */
export function createTracker(
  experiments: readonly Experiment[],
  isDone: (experiment: Experiment, unit: Unit) => boolean,
): Tracker {
  let total = 0;
  let done = 0;
  for (const experiment of experiments)
    for (const unit of unitsOf(experiment)) {
      const effort = effortOf(experiment, unit);
      total += effort;
      if (isDone(experiment, unit)) done += effort;
    }
  const running = new Map<string, { readonly effort: number; readonly label: string }>();
  return {
    fraction: () =>
      Math.min(1, [...running.values()].reduce((sum, { effort }) => sum + effort, done) / total),
    follow(experiment, report) {
      const id = idOf(experiment, report.unit);
      const effort = effortOf(experiment, report.unit);
      if (report.kind === "progress")
        running.set(id, { effort: effort * report.fraction, label: report.label });
      else {
        running.delete(id);
        done += effort;
      }
    },
    label: () => running.values().next().value?.label ?? "",
  };
}
