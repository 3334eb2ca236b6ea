import { asWritten } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import { distil, pruning, pruningWithin, seededRandom } from "@espalier/prune";
import type { GranularityName, Pruned, PrunedWithin, Work } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";
import type { RemoteSolveOptions } from "../remote.ts";
import type { PruneOptions } from "./prune-options.ts";
import type { ScoringSamples } from "./scoring.ts";
import { isUnit } from "./units.ts";

/** A pruned network, with the stages of a solver. */
export type PrunedInStages = Pruned & Pick<PrunedWithin, "stages">;

/** The granularity of `prune` without whole units. */
export const ofWeights = ({ granularity }: PruneOptions): GranularityName | undefined =>
  isUnit(granularity) ? undefined : granularity;

/** The options of a solver, besides those of the samples. */
export const solveOptionsOf = (options: PruneOptions): RemoteSolveOptions => ({
  ratio: options.ratio ?? 0,
  strategy: options.strategy,
  compensation: options.compensation,
  effort: options.effort,
  steps: options.steps,
  swaps: options.swaps,
  granularity: ofWeights(options),
  frozen: options.frozen,
  sums: options.sums,
});

/** Pruning by samples in memory, with training on the outputs of the network behind it if it is asked for. */
export function* workOf(
  file: NetworkFile,
  given: ScoringSamples | undefined,
  options: PruneOptions,
): Work<PrunedInStages> {
  const { network } = file;
  if (given === undefined) throw new ValueError("prune", "samples, or --statistics", "neither");
  const { inputs, options: scores } = given;
  const { budget, distil: epochs, seed } = options;
  const all = { ...solveOptionsOf(options), ...scores };
  const pruned =
    budget === undefined
      ? yield* pruning(network, inputs, all)
      : yield* pruningWithin(network, inputs, { ...all, budget, written: asWritten(file) });
  if (epochs === undefined) return pruned;
  const { metric } = scores;
  const training = { metric, epochs, masks: pruned.masks, random: seededRandom(seed) };
  return { ...pruned, network: yield* distil(pruned.network, network, inputs, training) };
}
