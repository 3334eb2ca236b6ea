import type { Network } from "@espalier/prune";
import type { TaskContext } from "../context.ts";
import type { Costs } from "../costs.ts";
import type { Experiment } from "../experiment.ts";
import type { Entry } from "../results.ts";

/** The least that is measured at once, as plain data: after it a run may be stopped without a loss. */
export interface Unit {
  readonly kind: string;
  readonly seed: number;
}

/** What came of a unit. */
export interface Outcome {
  readonly entries: readonly Entry[];
  readonly costs: Costs;
  /** The trained network, of a unit that makes the baseline of others. */
  readonly network?: Network;
}

/** How units of one kind are measured. */
export interface Kind<U extends Unit = Unit> {
  /** Whether a unit starts from the trained network. */
  readonly needsBaseline: boolean;
  /** Units with the same key are one task, and share what they compute; a task of its own by default. */
  readonly task?: (unit: U) => string;
  /** Epochs of training, and passes over the data that take about as long. */
  readonly passes: (unit: U, experiment: Experiment) => number;
  readonly measure: (unit: U, experiment: Experiment, context: TaskContext) => Outcome;
}
