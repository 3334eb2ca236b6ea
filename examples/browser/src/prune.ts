import { assess, compareOutputs, cut, nonzeroWeights, pruning, pruningWithin, run } from "@espalier/prune";
import { asWritten, roundToPrecision, withNetwork } from "@espalier/formats";
import type { Assessment, Network, Progress, Pruned } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";
import { compact } from "@espalier/prune/compact";
import type { Tensor } from "@espalier/tensor";

/** A fraction of the weights to remove, or a budget for the change of the outputs. */
export type Goal = { readonly ratio: number } | { readonly budget: number };

export interface Outcome {
  /** The file to hand out. */
  readonly file: NetworkFile;
  readonly pruned: Pruned;
  readonly assessment: Assessment;
  readonly nonzero: number;
}

/** Prunes without blocking the page. All measurements refer to the network in the file that is handed out. */
export async function pruneFile(
  file: NetworkFile,
  inputs: Tensor,
  goal: Goal,
  isCompacted: boolean,
  onProgress: (progress: Progress) => void,
): Promise<Outcome> {
  const { network } = file;
  const small = (each: Network): Network => (isCompacted ? compact(each).network : each);
  const written = (each: Network): NetworkFile => roundToPrecision(withNetwork(file, each));
  const work =
    "budget" in goal
      ? pruningWithin(network, inputs, { ...goal, written: (each) => asWritten(file)(small(each)) })
      : pruning(network, inputs, goal);
  const pruned: Pruned = await run<Pruned>(work, { onProgress });
  const { network: whole } = cut(network, pruned.scores, pruned.removed / pruned.weights);
  const result = written(small(whole));
  return {
    file: result,
    pruned,
    assessment: {
      ...assess(network, { ...pruned, network: written(whole).network }, inputs),
      measured: compareOutputs(network, result.network, inputs),
    },
    nonzero: nonzeroWeights(result.network),
  };
}
