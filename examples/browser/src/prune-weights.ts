import { assess, compareOutputs, pruning, pruningWithin, run } from "@espalier/prune";
import type { Network, Progress, Pruned, StageReport } from "@espalier/prune";
import { asWritten, roundToPrecision, withNetwork } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import { compact } from "@espalier/prune/compact";
import type { Tensor } from "@espalier/tensor";
import { drawScores, summaryOf } from "espalier/picture";
import type { Goal, WeightChoices, WeightsOutcome } from "./outcome.ts";

/** Removes single weights. All measurements refer to the network in the file that is handed out. */
export async function pruneWeights(
  file: NetworkFile,
  inputs: Tensor,
  goal: Goal,
  choices: WeightChoices,
  isCompacted: boolean,
  onProgress: (progress: Progress) => void,
): Promise<WeightsOutcome> {
  const { network } = file;
  const small = (each: Network): Network => (isCompacted ? compact(each).network : each);
  const written = (each: Network): NetworkFile => roundToPrecision(withNetwork(file, each));
  // A budget applies to the network as it is written; the whole one that it was made from is kept beside it.
  const wholes = new Map<Network, Network>();
  const judged = (each: Network): Network | undefined => {
    const result = asWritten(file)(small(each));
    if (result !== undefined) wholes.set(result, each);
    return result;
  };
  const work =
    "budget" in goal
      ? pruningWithin(network, inputs, { ...goal, ...choices, written: judged })
      : pruning(network, inputs, { ...goal, ...choices });
  const pruned = await run<Pruned & { readonly stages?: readonly StageReport[] | undefined }>(work, {
    onProgress,
  });
  const whole = wholes.get(pruned.network) ?? pruned.network;
  const result = written(small(whole));
  const { layers, predicted } = assess(
    network,
    { ...pruned, network: written(whole).network },
    inputs,
    choices,
  );
  return {
    file: result,
    weights: pruned.weights,
    removed: pruned.removed,
    layers,
    predicted,
    measured: compareOutputs(network, result.network, inputs).relative,
    stages: pruned.stages ?? [],
    picture: drawScores(network, summaryOf(pruned.scores), pruned.scores),
  };
}
