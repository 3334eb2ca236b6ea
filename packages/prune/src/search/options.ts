import type { Compensation } from "@espalier/compensation";
import type { Movable } from "@espalier/compensation/internal";
import { weightCount } from "@espalier/network";
import type { Network } from "@espalier/network";
import { checkLoss, metricOf, show } from "@espalier/network/internal";
import { removalCount } from "@espalier/scores";
import type { GranularityName } from "@espalier/scores";
import { granularityOf } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { ScoreOptions } from "./scoring.ts";
import { effortOf } from "./effort.ts";
import type { EffortName } from "./effort.ts";
import { isOneStep } from "./in-steps.ts";
import { linearSchedule, scheduleFor } from "./schedule.ts";
import type { StageOptions } from "./stage.ts";

/** Options of pruning in stages, besides those of scores. */
export interface SolveOptions extends ScoreOptions {
  /**
   * What is removed as a whole: single weights, which is the default; all but n of each m consecutive weights of a row, such as `2:4`; or blocks
   * of rows and columns, such as `4x4`.
   */
  readonly granularity?: GranularityName | undefined;
  /** The number of stages, each with new scores; by default from the effort, and 1 without a solver. */
  readonly steps?: number | undefined;
  /** The cost of a compensation with a solver; by default `default`. */
  readonly effort?: EffortName | undefined;
  /** Rounds at the end that swap removed weights for kept ones; by default from the effort. */
  readonly swaps?: number | undefined;
  /** Parameters that must not change, such as the biases of a network that has none. */
  readonly frozen?: readonly Movable[] | undefined;
  /** The goal for the outputs: those of the dense network, which is the default, or the `targets`. */
  readonly objective?: "dense" | "labels" | undefined;
}

/**
 * The parameters that a compensation changes together.
 *
 * @throws ValueError when all of them are frozen, or an option is not valid or of no use to the compensation
 */
export function moved(
  who: string,
  compensation: Compensation | undefined,
  options: SolveOptions,
): readonly Movable[] {
  const { frozen = [] } = options;
  checkFrozen(who, frozen);
  checkChoices(who, options);
  if (compensation === undefined || compensation.moves.length === 0) {
    checkUnsolved(who, compensation, options);
    return [];
  }
  const moves = compensation.moves.filter((each) => !frozen.includes(each));
  if (moves.length > 0) {
    checkSwaps(who, options, moves);
    return moves;
  }
  throw new ValueError(
    who,
    `one of ${compensation.moves.join(", ")} to move, for the compensation ${compensation.name}`,
    "all of them frozen",
  );
}

/** @throws ValueError when frozen parameters are no list, or one is of an unknown kind */
export function checkFrozen(who: string, frozen: readonly string[]): void {
  const known = ["weight", "bias", "slope"];
  // The type promises a list; a caller in JavaScript does not.
  if (!Array.isArray(frozen))
    throw new ValueError(who, `a list of frozen parameters among ${known.join(", ")}`, show(frozen));
  const odd = frozen.find((each) => !known.includes(each));
  if (odd !== undefined) throw new ValueError(who, `frozen parameters among ${known.join(", ")}`, odd);
}

/** @throws ValueError when the objective is unknown */
export function checkObjective(who: string, objective: string | undefined): void {
  if (objective !== undefined && objective !== "dense" && objective !== "labels")
    throw new ValueError(who, "an objective among dense, labels", objective);
}

/** @throws ValueError when swaps are asked for, and no solver moves the weights that would come back */
function checkSwaps(who: string, { swaps = 0 }: SolveOptions, moves: readonly Movable[]): void {
  if (swaps > 0 && !moves.includes("weight"))
    throw new ValueError(who, "the compensation network, with weights that move, for swaps", String(swaps));
}

/** Checks options even if they have no effect. */
function checkChoices(who: string, options: SolveOptions): void {
  const { metric, loss, objective } = options;
  planOf(who, options, []);
  metricOf(who, metric);
  checkLoss(who, loss);
  checkObjective(who, objective);
}

/** Without a solver, a formula gives the compensation; it can neither leave parameters out nor use labels. */
function checkUnsolved(who: string, compensation: Compensation | undefined, options: SolveOptions): void {
  const { frozen = [], objective } = options;
  const name = compensation?.name ?? "that of the strategy";
  checkSwaps(who, options, []);
  if (objective === "labels")
    throw new ValueError(who, "the compensation bias-joint or network, for the objective labels", name);
  const isStill = (each: Movable): boolean =>
    each === "slope" || name === "none" || (name === "bias" && each === "weight");
  const held = frozen.find((each) => !isStill(each));
  if (held !== undefined)
    throw new ValueError(who, `the compensation none or network, where ${held} is frozen`, name);
}

/** The options of the scores of a stage. If the biases are frozen, a removed weight changes none. */
export const scoreOptionsOf = (
  { strategy, loss, random, metric, compensation, probes, sums, frozen = [] }: SolveOptions,
  targets: Tensor | undefined,
): ScoreOptions => ({
  strategy,
  loss,
  random,
  metric,
  probes,
  sums,
  targets,
  compensation: frozen.includes("bias") ? "none" : compensation,
});

/**
 * The plan of the stages of a search.
 *
 * @throws ValueError when the effort or the swaps are not valid
 */
export function planOf(
  who: string,
  { effort: name, swaps, granularity: what }: SolveOptions,
  moves: readonly Movable[],
): Omit<StageOptions, "metric"> {
  const granularity = granularityOf(who, what, ["neuron", "input"]);
  const isWeight = granularity.name === "weight";
  const own = effortOf(who, name);
  const effort = isWeight ? own : { ...own, swaps: 0 }; // single weights that come back would break a pattern
  if (swaps === undefined) return { who, moves, effort, granularity };
  if (!Number.isSafeInteger(swaps) || swaps < 0)
    throw new ValueError(who, "a whole number of rounds of swaps ≥ 0", String(swaps));
  if (swaps > 0 && !isWeight)
    throw new ValueError(
      who,
      `no swaps of single weights, with the granularity ${granularity.name}`,
      String(swaps),
    );
  return { who, moves, effort: { ...effort, swaps }, granularity };
}

/**
 * The pruning ratios of the stages.
 *
 * @throws ValueError when the ratio leaves no weight, or the steps are not valid
 */
export function scheduleOf(
  who: string,
  network: Network,
  { ratio, steps, effort, granularity }: SolveOptions & { readonly ratio: number },
  moves: readonly Movable[],
): number[] {
  if (isOneStep(who, granularityOf(who, granularity), steps)) return [ratio];
  if (moves.length === 0) return linearSchedule(ratio, steps);
  const weights = weightCount(network);
  if (removalCount(weights, ratio) === weights)
    throw new ValueError(who, `a ratio that leaves one of ${weights} weights`, String(ratio));
  return scheduleFor(ratio, effortOf(who, effort), steps);
}
