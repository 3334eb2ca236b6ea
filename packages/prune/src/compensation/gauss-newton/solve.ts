import type { MetricName } from "../../method/metric.ts";
import type { Mask } from "../../method/rank.ts";
import type { Network } from "../../network/network.ts";
import { ask } from "./ask.ts";
import type { Asking, Movable } from "./ask.ts";
import { levenbergMarquardt } from "./levenberg-marquardt.ts";
import type { Damping, StepReport } from "./levenberg-marquardt.ts";
import { relevantOf, withRelevant } from "./relevant.ts";

export interface SolveOptions {
  readonly metric: MetricName;
  readonly moves: readonly Movable[];
  /** Of a batch, which is a fresh one for each step. */
  readonly samples: number;
  readonly steps: number;
  /** Products of a step, at most. */
  readonly iterations: number;
  readonly damping: Damping;
}

export interface Solved {
  readonly network: Network;
  readonly steps: readonly StepReport[];
  /** How many samples were summed over, by gradients, products and divergences together. */
  readonly visits: number;
}

/**
 * Moves the parameters of a pruned network that are kept, so that its outputs come close to those of the dense network again: steps
 * of Levenberg–Marquardt, each on a fresh batch. Removed weights stay exactly 0.
 */
export function* solve(network: Network, masks: readonly Mask[], options: SolveOptions): Asking<Solved> {
  const { metric, moves, samples, iterations, damping } = options;
  const relevant = relevantOf(network, masks);
  const steps: StepReport[] = [];
  let visits = 0;
  let part = relevant.network;
  for (let step = 0; step < options.steps; step++) {
    const problem = {
      network: part,
      columns: relevant.units[0],
      masks: relevant.masks,
      metric,
      moves,
      samples,
    };
    const batch = yield* ask("batch", { problem });
    const { at, report } = yield* levenbergMarquardt(batch, damping, { iterations });
    part = batch.networkAt(at);
    steps.push(report);
    visits += batch.samples * (report.iterations + report.evaluations);
  }
  return { network: withRelevant(network, relevant, part), steps, visits };
}
