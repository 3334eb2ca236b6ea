import { epochsOf } from "../experiment/plan.ts";
import type { Report, Task } from "../experiment/task.ts";
import type { Settings } from "../results.ts";
import { showLoss } from "./words.ts";

/** How far a run is. */
export interface Standing {
  /** Of the training epochs of the whole run, in [0, 1]. */
  readonly fraction: number;
  /** What is going on, in a few words. */
  readonly label: string;
}

/**
 * Follows the reports of all workers. What it tells of stays with one worker until its stage is over: two that took turns
 * could not be read.
 */
export function createTracker(tasks: readonly Task[], settings: Settings): (report: Report) => Standing {
  const total = tasks.reduce((sum, task) => sum + epochsOf(task, settings), 0);
  const epochs = new Map<string, number>();
  const running = new Map<string, string>();
  return (report) => {
    if (report.kind === "progress") {
      const { label, progress } = report;
      const { stage, done, total: all, loss } = progress;
      if (stage === "train") epochs.set(label, done);
      const step = stage === "train" ? `epoch ${Math.ceil(done)} of ${all}` : `${done} of ${all}`;
      running.set(label, `${label}, ${step}${loss === undefined ? "" : `, loss ${showLoss(loss)}`}`);
      if (done === all) running.delete(label);
    }
    const passed = [...epochs.values()].reduce((sum, done) => sum + done, 0);
    const [label = ""] = running.values();
    return { fraction: total === 0 ? 1 : passed / total, label };
  };
}
