import { finish, nonlinearDefinition, scoring, weightCount } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import type { Tensor } from "@espalier/tensor";
import { counted } from "./counting.ts";
import { inputsOf, networkOf } from "./study.ts";
import type { MethodName, Point } from "./study.ts";

/** How long something is measured. */
export interface Pace {
  /** Runs are repeated until they have taken this many seconds together, and at least once. */
  readonly seconds: number;
  /** Where removing each weight would take longer than this, only some of them are removed, for `seconds`. */
  readonly limit: number;
}

/**
 * Samples for a method on the network of a step: as many as a chunk where that is quick, and fewer where a sample takes long, so
 * that all of it is over in minutes.
 */
export const samplesOf: Readonly<Record<MethodName, (step: number) => number>> = {
  "elimination-compensation": () => 1024,
  nonlinear: (step) => 256 / 2 ** step,
  naive: () => 256,
};

export function measure(method: MethodName, sizes: readonly number[], samples: number, pace: Pace): Point {
  const network = networkOf(sizes);
  const inputs = inputsOf(sizes, samples);
  const weights = weightCount(network);
  const about = { method, sizes, weights, samples };
  if (method !== "naive") {
    const run = (): unknown => finish(scoring(network, inputs, { strategy: method }));
    return { ...about, ...measured(run, pace.seconds) };
  }
  const importances = naiveImportances(network, inputs);
  const removed = affordable(importances, weights, pace);
  const { seconds, multiplyAdds } = measured(() => importances(spread(weights, removed)), 0);
  if (removed === weights) return { ...about, seconds, multiplyAdds };
  const share = removed / weights;
  return { ...about, removed, seconds: seconds / share, multiplyAdds: Math.round(multiplyAdds / share) };
}

/** How many weights there is time to remove. */
function affordable(
  importances: ReturnType<typeof naiveImportances>,
  weights: number,
  { seconds, limit }: Pace,
): number {
  const trial = spread(weights, Math.min(weights, 20));
  const one = measured(() => importances(trial), 0.1).seconds / trial.length;
  return one * weights <= limit ? weights : Math.max(1, Math.round(seconds / one));
}

/** The mean of some runs, after one that warms up where it does not take as long as all of them may. */
function measured(run: () => unknown, seconds: number): Pick<Point, "seconds" | "multiplyAdds"> {
  const [first, { multiplyAdds }] = counted(() => timed(run, 0));
  return { seconds: first >= seconds ? first : timed(run, seconds), multiplyAdds };
}

/**
 * Seconds of the processor in this thread: on a machine with nothing else to do, those of the clock. Systems may know them to some
 * milliseconds only, so runs are repeated until they have taken this many seconds together.
 */
function timed(run: () => unknown, seconds: number): number {
  const before = process.threadCpuUsage();
  for (let runs = 1; ; runs++) {
    run();
    const { user, system } = process.threadCpuUsage(before);
    const total = (user + system) / 1e6;
    if (total >= seconds) return total / runs;
  }
}

/**
 * Equation (3) as it is written, a whole forward pass for every weight.
 *
 * @returns from weights, counted through all layers, to an importance for each
 */
export function naiveImportances(
  network: Network,
  inputs: Tensor,
): (chosen: readonly number[]) => readonly number[] {
  const score = nonlinearDefinition(network, inputs);
  const starts = network.layers.map((_, k) =>
    network.layers.slice(0, k).reduce((sum, { weight }) => sum + weight.data.length, 0),
  );
  return (chosen) =>
    chosen.map((at) => {
      const k = starts.findLastIndex((start) => start <= at);
      const [ij, [, J]] = [at - starts[k], network.layers[k].weight.shape];
      return score(k, Math.floor(ij / J), ij % J).importance;
    });
}

/** The positions of `count` of all weights, spread evenly. */
export const spread = (weights: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.floor(((at + 0.5) * weights) / count));
