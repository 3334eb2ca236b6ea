import { weightsOf } from "@espalier/speed/counting";
import { createHash } from "node:crypto";
import type { Network } from "@espalier/prune";
import type { Experiment } from "./experiment.ts";
import { kindOf, ratiosOf, unitsOf } from "./kinds/index.ts";
import type { Unit } from "./kinds/kind.ts";

/**
 * The name of a unit in the journal. The measurement depends on the recipe, so the recipe is in the name: only parts that
 * share a recipe share measurements.
 */
export const idOf = (experiment: Experiment, unit: Unit): string =>
  [keyOf(experiment), ...Object.values(unit), ...ratiosOf(experiment, unit)].join(" ");

/** The name of scoring in a process of its own in the journal. */
export const aloneIdOf = (experiment: Experiment, strategy: string): string =>
  `${keyOf(experiment)} alone ${strategy}`;

/** The name of an experiment and its recipe, in short. */
export function keyOf({ name, recipe, pictureRatio }: Experiment): string {
  const digest = createHash("sha256").update(JSON.stringify([recipe, pictureRatio]));
  return `${name}-${digest.digest("hex").slice(0, 12)}`;
}

/** What a sample costs in training besides its weights, in weights: activations, the copy into a batch, Adam. */
const OVERHEAD = 40_000;

/** Roughly how long a unit takes, in no particular unit of time: good enough for the time that is left. */
export const effortOf = (experiment: Experiment, unit: Unit): number =>
  (weightsOf(experiment.recipe.network) + OVERHEAD) * kindOf(unit).passes(unit, experiment);

/** What a worker does at once, as plain data: units of one experiment and one seed that share what they start from. */
export interface Task {
  readonly experiment: Experiment;
  readonly seed: number;
  readonly units: readonly Unit[];
  /** The trained network, where the units start from it. */
  readonly baseline?: Network;
}

/** Whether a task trains the network that others start from. */
export const isBaseline = ({ units: [{ kind }] }: Task): boolean => kind === "baseline";

export const needsBaseline = ({ units: [unit] }: Task): boolean => kindOf(unit).needsBaseline;

/** Units as tasks: baselines first, then what starts from them, and last what does not, to fill gaps. */
export function tasksOf(experiment: Experiment, units: readonly Unit[]): Task[] {
  const groups = Map.groupBy(units, (unit) => kindOf(unit).task?.(unit) ?? Object.values(unit).join(" "));
  const tasks = [...groups.values()].map((group) => ({ experiment, seed: group[0].seed, units: group }));
  const rank = (task: Task): number => (isBaseline(task) ? 0 : task.units[0].kind === "from-scratch" ? 2 : 1);
  return tasks.toSorted((a, b) => rank(a) - rank(b));
}

export { unitsOf };
