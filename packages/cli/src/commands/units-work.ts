import { asWritten } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import { distil, pruning, pruningWithin, seededRandom } from "@espalier/prune";
import type { PrunedUnits, Tensor, UnitCompensationName, UnitGranularity, Work } from "@espalier/prune";
import type { PruneOptions } from "./prune-options.ts";
import type { readUnitSamples } from "./units.ts";

/** Which neurons or inputs go, and what compensates for them. */
export interface UnitsWorkOptions extends Pick<
  PruneOptions,
  "ratio" | "count" | "budget" | "steps" | "effort" | "swaps" | "per" | "start" | "distil" | "frozen"
> {
  readonly granularity: UnitGranularity;
  readonly compensation?: string;
  /** The start of every random choice. */
  readonly seed: number;
}

/**
 * Removes whole neurons or inputs as the options say, then distils the result if they ask for it.
 *
 * @param own the options that the samples are scored by
 */
export function* removingUnits(
  file: NetworkFile,
  inputs: Tensor,
  own: Awaited<ReturnType<typeof readUnitSamples>>["own"],
  {
    granularity,
    ratio,
    count,
    budget,
    steps,
    compensation,
    effort,
    swaps,
    per,
    start,
    distil: epochs,
    frozen,
    seed,
  }: UnitsWorkOptions,
): Work<PrunedUnits> {
  const { network } = file;
  const all = {
    ...own,
    granularity,
    steps,
    compensation: compensation as UnitCompensationName | undefined, // the library refuses other names
    effort,
    swaps,
    per,
    start,
    frozen,
  };
  const pruned =
    budget === undefined
      ? yield* pruning(network, inputs, { ...all, ratio, count })
      : yield* pruningWithin(network, inputs, { ...all, budget, written: asWritten(file) });
  if (epochs === undefined) return pruned;
  const masks = pruned.network.layers.map(({ weight }) => new Uint8Array(weight.data.length).fill(1));
  const training = { metric: own.metric, epochs, masks, random: seededRandom(seed) };
  return { ...pruned, network: yield* distil(pruned.network, network, inputs, training) };
}
