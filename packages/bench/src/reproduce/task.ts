import type { Network } from "@espalier/prune";
import type { Bench } from "../experiment/steps.ts";
import type { Experiment } from "./experiment.ts";
import type { Entry } from "./results.ts";
import type { Unit } from "./unit.ts";

/** What a worker does in one go: units of one seed that share what they start from. */
export interface Task {
  /** Which of the part. */
  readonly experiment: number;
  readonly seed: number;
  readonly units: readonly Unit[];
  /** The trained network, for all but its training and networks from scratch. */
  readonly baseline?: Network;
}

/** What every worker is given once, an entry an experiment. */
export interface Station extends Bench {
  readonly experiment: Experiment;
}

/** Seconds of what a unit consists of; scores serve all units of a task. */
export interface Costs {
  readonly scores?: number;
  readonly removal?: number;
  readonly training?: number;
  /** Memory that scoring took, where it was alone. */
  readonly peakBytes?: number;
  /** What scoring did, where it was alone: how often all samples went forward and back, and its multiply-adds. */
  readonly forwardPasses?: number;
  readonly reverseSweeps?: number;
  readonly multiplyAdds?: number;
}

/** A unit, measured. */
export interface Measured {
  readonly unit: Unit;
  readonly entries: readonly Entry[];
  readonly costs: Costs;
}

/** What a task reports while it runs. */
export type Report =
  | {
      readonly kind: "progress";
      readonly unit: Unit;
      /** Of this unit, in [0, 1]. */
      readonly fraction: number;
      readonly label: string;
    }
  | ({ readonly kind: "measured" } & Measured);

const without: readonly Unit["kind"][] = ["baseline", "from-scratch", "keptState"];

/** Whether a task trains the network that others start from. */
export const isBaseline = ({ units: [{ kind }] }: Task): boolean => kind === "baseline";

/** Whether a task starts from a trained network. */
export const needsBaseline = ({ units: [{ kind }] }: Task): boolean => !without.includes(kind);

/** Units as tasks: those that share a strategy's scores together, and the training from scratch last, to fill gaps. */
export function tasksOf(experiment: number, units: readonly Unit[]): Task[] {
  const groups = Map.groupBy(units, (unit) => groupOf(unit));
  const tasks = [...groups.values()].map((group) => ({ experiment, seed: group[0].seed, units: group }));
  const rank = ({ units: [{ kind }] }: Task): number =>
    kind === "baseline" ? 0 : kind === "from-scratch" ? 2 : 1;
  return tasks.toSorted((a, b) => rank(a) - rank(b));
}

const groupOf = (unit: Unit): string =>
  unit.kind === "pruned" || unit.kind === "fine-tuned"
    ? `${unit.seed} ${unit.strategy}`
    : Object.values(unit).join(" ");
