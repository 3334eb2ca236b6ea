import type { MetricName, Mask, Network } from "@espalier/network";
import { countKept } from "@espalier/network/internal";
import { ask } from "./ask.ts";
import type { Asking, Batch, Movable } from "./ask.ts";
import { averaging } from "./averaging.ts";
import { largestBlock } from "./blocks.ts";
import { levenbergMarquardt } from "./levenberg-marquardt.ts";
import type { Damping, StepReport } from "./levenberg-marquardt.ts";
import { relevantOf, withRelevant } from "./relevant.ts";

export interface SolveOptions {
  readonly metric: MetricName;
  readonly moves: readonly Movable[];
  /** Samples of a batch; each step has a new batch. */
  readonly samples: number;
  readonly steps: number;
  /** The largest number of products in a step. */
  readonly iterations: number;
  readonly damping: Damping;
}

export interface Solved {
  readonly network: Network;
  readonly steps: readonly StepReport[];
  /** The number of samples summed over, by gradients, products and divergences together. */
  readonly visits: number;
}

/**
 * Changes the kept parameters of a pruned network to bring its outputs back to those of the dense network, by steps of
 * Levenberg–Marquardt, each on a new batch, and at the end by the mean of the last half of them. Removed weights stay exactly 0.
 */
export function* solve(network: Network, masks: readonly Mask[], options: SolveOptions): Asking<Solved> {
  const { metric, moves, samples, iterations, damping } = options;
  const relevant = relevantOf(network, masks, metric);
  const block = largestBlock(relevant.masks.reduce((sum, mask) => sum + countKept(mask), 0));
  const steps: StepReport[] = [];
  const latest: Float64Array[] = [];
  let visits = 0;
  let part = relevant.network;
  const batchAt = (current: Network): Asking<Batch> =>
    ask("batch", {
      problem: {
        network: current,
        columns: relevant.units[0],
        masks: relevant.masks,
        metric,
        moves,
        samples,
        block,
      },
    });
  for (let step = 0; step < options.steps; step++) {
    const batch = yield* batchAt(part);
    const { at, report } = yield* levenbergMarquardt(batch, damping, { iterations });
    part = batch.networkAt(at);
    steps.push(report);
    visits += batch.samples * (report.iterations + report.evaluations);
    if (2 * step >= options.steps - 1) latest.push(at);
  }
  if (latest.length > 1) {
    const batch = yield* batchAt(part);
    const { at, report } = yield* averaging(latest);
    part = batch.networkAt(at);
    steps.push(report);
    visits += batch.samples * report.evaluations;
  }
  return { network: withRelevant(network, relevant, part), steps, visits };
}
