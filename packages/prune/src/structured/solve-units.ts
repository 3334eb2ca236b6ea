import { initialDamping, answered, solve } from "@espalier/compensation/internal";
import type { Problem } from "@espalier/compensation/internal";
import { weightCount } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import type { UnitCompensation } from "@espalier/structured/internal";
import { seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { effortOf } from "../search/effort.ts";
import { localSourceOf } from "../search/solving.ts";
import { reportOf } from "../search/stage.ts";
import type { StageReport } from "../search/stage.ts";
import type { PruneUnitsOptions } from "./options.ts";

/** Brings the outputs of a smaller network back to those of the dense one, after each stage. */
export interface UnitSolver {
  /** The number of samples for the scores of a stage. */
  readonly scored: number;
  readonly solve: (
    network: Network,
    columns: readonly number[],
    isLast: boolean,
    stages: StageReport[],
    weights: number,
  ) => Work<Network>;
}

/** The solver of a compensation that has one. The outputs are always compared with those of the dense network. */
export function createSolver(
  who: string,
  dense: Network,
  X: Tensor,
  { frozen = [], effort: name, metric: metricName, ...options }: PruneUnitsOptions,
  compensation: UnitCompensation,
): UnitSolver | undefined {
  const moves = compensation.moves.filter((each) => !frozen.includes(each));
  if (moves.length === 0) return undefined;
  const effort = effortOf(who, name);
  const random = options.random ?? seededRandom(1);
  const { metric, source } = localSourceOf(who, dense, X, {
    targets: options.targets,
    loss: options.loss,
    samples: options.samples,
    objective: options.objective,
    metric: metricName,
    effort: name,
    random,
  });
  const damping = initialDamping();
  return {
    scored: effort.scored,
    *solve(network, columns, isLast, stages, weights) {
      const everything = network.layers.map(({ weight }) => new Uint8Array(weight.data.length).fill(1));
      const own = {
        ...source,
        batch: (problem: Problem) => source.batch({ ...problem, columns: among(columns, problem.columns) }),
      };
      const [steps, iterations] = isLast
        ? [effort.finalSteps, effort.finalIterations]
        : [effort.steps, effort.iterations];
      const { samples } = effort;
      const asking = solve(network, everything, { metric, moves, samples, steps, iterations, damping });
      const solved = yield* answered(asking, own);
      const removed = weights - weightCount(network);
      stages.push(reportOf(removed / weights, removed, solved));
      return solved.network;
    },
  };
}

/** The columns of the samples that the columns of a smaller network are; what is none of its own stays as it is. */
const among = (kept: readonly number[], columns: Uint32Array): Uint32Array =>
  columns.map((column) => kept[column] ?? column);
