import { initialDamping, solve } from "@espalier/compensation/internal";
import type { Asking } from "@espalier/compensation/internal";
import { weightCount } from "@espalier/network";
import type { Mask, Network } from "@espalier/network";
import type { UnitCompensation } from "@espalier/structured/internal";
import { effortOf } from "../search/effort.ts";
import { needsOf } from "../search/search.ts";
import { reportOf } from "../search/stage.ts";
import type { StageOptions, StageReport } from "../search/stage.ts";
import type { PruneUnitsOptions } from "./options.ts";

/** Brings the outputs of a smaller network back to those of the dense one, after each stage. */
export interface UnitSolver extends StageOptions {
  /** @param columns of the samples that the network takes */
  readonly solve: (
    network: Network,
    columns: readonly number[],
    when: "usual" | "final",
  ) => Asking<{ readonly network: Network; readonly report: StageReport }>;
}

/** The solver of a compensation that has one. The outputs are always compared with those of the dense network. */
export function createSolver(
  who: string,
  dense: Network,
  { frozen = [], effort: name, metric: metricName, loss, objective }: PruneUnitsOptions,
  compensation: UnitCompensation,
): UnitSolver | undefined {
  const moves = compensation.moves.filter((each) => !frozen.includes(each));
  if (moves.length === 0) return undefined;
  const effort = effortOf(who, name);
  const { metric } = needsOf(who, dense, { metric: metricName, loss, objective, effort: name });
  const damping = initialDamping();
  const weights = weightCount(dense);
  const { samples } = effort;
  const times = {
    usual: [effort.steps, effort.iterations],
    final: [effort.finalSteps, effort.finalIterations],
  } as const;
  return {
    who,
    moves,
    metric,
    effort,
    *solve(network, columns, when) {
      const [steps, iterations] = times[when];
      const own = { metric, moves, samples, steps, iterations, damping };
      const solved = yield* within(columns, solve(network, everything(network), own));
      const removed = weights - weightCount(network);
      return { network: solved.network, report: reportOf(removed / weights, removed, solved) };
    },
  };
}

/** All weights of a network. */
export const everything = ({ layers }: Network): Mask[] =>
  layers.map(({ weight }) => new Uint8Array(weight.data.length).fill(1));

/** A computation on a smaller network, whose columns are some of those of the samples. */
export function* within<T>(kept: readonly number[], asking: Asking<T>): Asking<T> {
  let step = asking.next(undefined);
  while (step.done !== true) {
    const { value } = step;
    if ("ask" in value && value.ask === "batch") {
      // A column that only fills up a vector of the kernels is none of the samples.
      const columns = value.problem.columns.map((column) => kept[column] ?? column);
      step = asking.next(yield { ...value, problem: { ...value.problem, columns } });
    } else step = asking.next(yield value);
  }
  return step.value;
}
