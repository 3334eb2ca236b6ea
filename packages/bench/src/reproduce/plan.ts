import type { Experiment, Part } from "./experiment.ts";
import type { Line } from "./journal.ts";
import type { Networks } from "./networks.ts";
import { isBaseline, needsBaseline, tasksOf } from "./task.ts";
import type { Task } from "./task.ts";
import { aloneIdOf, idOf, unitsOf } from "./unit.ts";

/** What is left of a part. */
export interface Plan {
  /** Those of which something is left. */
  readonly experiments: readonly Experiment[];
  /** Their tasks, in order; `experiment` counts in the list above. */
  readonly tasks: readonly Task[];
  /** What is scored alone, when all tasks are done. */
  readonly alone: readonly Alone[];
}

/** A strategy that scores the network of seed 0 in a process of its own. */
export interface Alone {
  readonly experiment: Experiment;
  readonly strategy: string;
}

/** What of a part the journal does not have; and the training of networks that are lost and still needed. */
export async function planOf(
  { experiments }: Part,
  lines: ReadonlyMap<string, Line>,
  networks: Networks,
): Promise<Plan> {
  const left: Experiment[] = [];
  const tasks: Task[] = [];
  const alone: Alone[] = [];
  for (const experiment of experiments) {
    const units = unitsOf(experiment).filter((unit) => !lines.has(idOf(experiment, unit)));
    const strategies = experiment.alone.filter((strategy) => !lines.has(aloneIdOf(experiment, strategy)));
    alone.push(...strategies.map((strategy) => ({ experiment, strategy })));

    const planned = tasksOf(left.length, units);
    const seeds = new Set(planned.filter(needsBaseline).map(({ seed }) => seed));
    if (strategies.length > 0) seeds.add(0);
    for (const { seed } of planned.filter(isBaseline)) seeds.delete(seed);
    for (const seed of seeds)
      if (!(await networks.has(experiment, seed)))
        planned.unshift({ experiment: left.length, seed, units: [{ kind: "baseline", seed }] });
    if (planned.length === 0) continue;
    left.push(experiment);
    tasks.push(...planned);
  }
  return { experiments: left, tasks, alone };
}
