import { ValueError } from "@espalier/tensor";
import type { Experiment, Part } from "./experiment.ts";
import type { Line } from "./journal.ts";
import type { Networks } from "./networks.ts";
import { aloneIdOf, idOf, isBaseline, needsBaseline, tasksOf, unitsOf } from "./unit.ts";
import type { Task } from "./unit.ts";

/** The units of a part that are not yet measured. */
export interface Plan {
  /** In order. */
  readonly tasks: readonly Task[];
  /** Strategies that score the network of seed 0 in a process of their own, when all tasks are done. */
  readonly alone: readonly { readonly experiment: Experiment; readonly strategy: string }[];
}

/**
 * The units of a part that the journal does not have, and the training of networks that are lost and still needed.
 *
 * @param only a text that the names of the units contain; all units by default
 * @throws ValueError when no unit has such a name
 */
export async function planOf(
  { experiments }: Part,
  lines: ReadonlyMap<string, Line>,
  networks: Pick<Networks, "has">,
  only = "",
): Promise<Plan> {
  const named = experiments.flatMap((each) => unitsOf(each).map((unit) => idOf(each, unit)));
  if (!named.some((id) => id.includes(only)))
    throw new ValueError("--only", `a part of the name of a unit, such as "${named[0]}"`, only);
  const isLeft = (id: string): boolean => id.includes(only) && !lines.has(id);
  const tasks: Task[] = [];
  const alone: { readonly experiment: Experiment; readonly strategy: string }[] = [];
  for (const experiment of experiments) {
    const strategies = experiment.alone.filter((strategy) => isLeft(aloneIdOf(experiment, strategy)));
    alone.push(...strategies.map((strategy) => ({ experiment, strategy })));
    const units = unitsOf(experiment).filter((unit) => isLeft(idOf(experiment, unit)));
    const planned = tasksOf(experiment, units);
    const seeds = new Set(planned.filter(needsBaseline).map(({ seed }) => seed));
    if (strategies.length > 0) seeds.add(0);
    for (const { seed } of planned.filter(isBaseline)) seeds.delete(seed);
    for (const seed of seeds)
      if (!(await networks.has(experiment, seed)))
        planned.unshift({ experiment, seed, units: [{ kind: "baseline", seed }] });
    tasks.push(...planned);
  }
  return { tasks, alone };
}
