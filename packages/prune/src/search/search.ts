import { memorySampler } from "@espalier/compensation/internal";
import type { Asking, Movable, Problem, MemorySampler } from "@espalier/compensation/internal";
import { checkNetwork, outputWidth } from "@espalier/network";
import type { Network } from "@espalier/network";
import { checkInputs } from "@espalier/network/internal";
import { checkRandom, seededRandom, ShapeError, tensor } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import { draw, isTensor } from "./calibration.ts";
import type { ScoreOptions } from "./scoring.ts";
import { pruningByStages } from "./by-stages.ts";
import { objectiveOf } from "./objective.ts";
import type { Objective } from "./objective.ts";
import { planOf, scheduleOf, scoreOptionsOf } from "./options.ts";
import type { SolveOptions } from "./options.ts";
import { effortOf } from "./effort.ts";
import type { PrunedByStages } from "./stage.ts";

/** The settings of the sums that a search takes over its samples, which may be in memory, in threads or on other machines. */
export interface Needs extends Objective {
  /** The number of samples for the scores of a stage. */
  readonly scored: number;
  readonly scoreOptions: (targets: Tensor | undefined) => ScoreOptions;
}

/** @throws ValueError as `objectiveOf`, or when the effort is unknown */
export const needsOf = (who: string, network: Network, options: SolveOptions): Needs => ({
  ...objectiveOf(who, network, options),
  scored: effortOf(who, options.effort).scored,
  scoreOptions: (targets) => scoreOptionsOf(options, targets),
});

/** Pruning in stages, where many parameters compensate for the removed weights. Its questions are still to be answered. */
export function searchFor(
  who: string,
  network: Network,
  options: SolveOptions & { readonly ratio: number },
  moves: readonly Movable[],
): { readonly asking: Asking<PrunedByStages>; readonly needs: Needs } {
  checkNetwork(who, network);
  const plan = planOf(who, options, moves);
  const schedule = scheduleOf(who, network, options, moves);
  const needs = needsOf(who, network, options);
  return { asking: pruningByStages(network, schedule, { ...plan, metric: needs.metric }), needs };
}

/** The samples of a problem: new ones, or those of the problem before. */
export function samplesOf<T>(take: (count: number) => T): (problem: Problem) => T {
  let last: T | undefined;
  return ({ batch, samples }) => (last = batch === "same" && last !== undefined ? last : take(samples));
}

/**
 * A sampler of samples in memory.
 *
 * @throws ShapeError, ValueError when they do not fit the network, or are fewer than its outputs
 */
export function samplerInMemory(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: SolveOptions,
): MemorySampler {
  const X = isTensor(inputs) ? inputs : tensor(inputs);
  checkInputs(who, network, X);
  const samples = draw(who, X, options.targets, options);
  checkCount(who, network, samples.inputs.shape[0]);
  const { random = seededRandom(1) } = options;
  checkRandom(who, random);
  return memorySampler(samples, random);
}

/** @throws ShapeError when there are fewer samples than outputs, too few to show how the outputs change */
export function checkCount(who: string, network: Network, samples: number): void {
  const outputs = outputWidth(network);
  if (samples < outputs)
    throw new ShapeError(who, `at least ${outputs} samples, as many as outputs`, String(samples));
}
