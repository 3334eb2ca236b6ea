import { assess, nonzeroWeights, pruning, pruningWithin, run } from "@espalier/prune";
import { withNetwork } from "@espalier/formats";
import type { Assessment, Progress, Pruned } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";
import { compact } from "@espalier/prune/compact";
import type { Tensor } from "@espalier/tensor";

/** What is to go: a ratio, or as much as a budget allows. */
export type Goal = { readonly ratio: number } | { readonly budget: number };

export interface Outcome {
  /** The file to hand out. */
  readonly file: NetworkFile;
  readonly pruned: Pruned;
  readonly assessment: Assessment;
  readonly nonzero: number;
}

/** Prunes, and lets the page live between two steps. */
export async function pruneFile(
  file: NetworkFile,
  inputs: Tensor,
  goal: Goal,
  smaller: boolean,
  onProgress: (progress: Progress) => void,
): Promise<Outcome> {
  const { network } = file;
  const work = "budget" in goal ? pruningWithin(network, inputs, goal) : pruning(network, inputs, goal);
  const pruned: Pruned = await run<Pruned>(work, { onProgress });
  const result = smaller ? compact(pruned.network).network : pruned.network;
  return {
    file: withNetwork(file, result),
    pruned,
    assessment: assess(network, pruned, inputs),
    nonzero: nonzeroWeights(result),
  };
}
