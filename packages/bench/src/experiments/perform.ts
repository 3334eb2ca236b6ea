import type { Network, ScoringStrategy } from "@espalier/prune";
import type { DataSet } from "@espalier/data";
import { stopwatch } from "./context.ts";
import type { TaskContext } from "./context.ts";
import { kindOf } from "./kinds/index.ts";
import type { Outcome, Unit } from "./kinds/kind.ts";
import type { Task } from "./unit.ts";

/** What a task reports while it runs. */
export type TaskReport =
  | { readonly kind: "progress"; readonly unit: Unit; readonly fraction: number; readonly label: string }
  | { readonly kind: "measured"; readonly unit: Unit; readonly outcome: Omit<Outcome, "network"> };

/**
 * Does a task from start to end, and reports each unit as soon as it is measured. The measurement depends on the experiment and
 * the unit alone.
 *
 * @returns the trained network of a baseline
 */
export function perform(
  task: Task,
  given: { readonly data: DataSet; readonly own: readonly ScoringStrategy[] },
  report: (report: TaskReport) => void,
): Network | undefined {
  const { experiment, seed, baseline } = task;
  const known = new Map<string, unknown>();
  let trained: Network | undefined;
  for (const unit of task.units) {
    const name = "strategy" in unit ? String(unit.strategy) : unit.kind;
    const context: TaskContext = {
      recipe: experiment.recipe,
      ...given,
      seed,
      baseline() {
        if (baseline === undefined) throw new Error("a task was given no baseline to prune");
        return baseline;
      },
      once<T>(key: string, compute: () => T): T {
        if (!known.has(key)) known.set(key, compute());
        return known.get(key) as T; // what the same key computed
      },
      timed(label, work) {
        const seconds = stopwatch();
        for (;;) {
          const step = work.next();
          if (step.done === true) return [step.value, seconds()];
          const { done, total } = step.value;
          const said = `${experiment.name}, seed ${seed}, ${name}, ${label}`;
          report({ kind: "progress", unit, fraction: done / total, label: said });
        }
      },
    };
    const { network, ...outcome } = kindOf(unit).measure(unit, experiment, context);
    trained ??= network;
    report({ kind: "measured", unit, outcome });
  }
  return trained;
}
