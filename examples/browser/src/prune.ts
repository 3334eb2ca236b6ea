import { assess, compareOutputs, nonzeroWeights, pruning, pruningWithin, run } from "@espalier/prune";
import { asWritten, roundToPrecision, withNetwork } from "@espalier/formats";
import type {
  Assessment,
  CompensationName,
  EffortName,
  Network,
  Progress,
  Pruned,
  StageReport,
} from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";
import { compact } from "@espalier/prune/compact";
import type { Tensor } from "@espalier/tensor";
import { formatOf, lazyNetworkFormats } from "@espalier/formats/files";
import { drawScores, summaryOf } from "espalier/picture";
import type { Dropped } from "./files.ts";

/** A fraction of the weights to remove, or a budget for the change of the outputs. */
export type Goal = { readonly ratio: number } | { readonly budget: number };

/** How the kept parameters compensate for the removed weights, and what that costs. */
export interface Choices {
  readonly compensation: CompensationName;
  readonly metric: "outputs" | "softmax";
  readonly effort: EffortName;
}

export interface Outcome {
  /** The file to hand out. */
  readonly file: NetworkFile;
  readonly pruned: Pruned & { readonly stages?: readonly StageReport[] | undefined };
  readonly assessment: Assessment;
  readonly nonzero: number;
}

/** Prunes without blocking the page. All measurements refer to the network in the file that is handed out. */
export async function pruneFile(
  file: NetworkFile,
  inputs: Tensor,
  goal: Goal,
  choices: Choices,
  isCompacted: boolean,
  onProgress: (progress: Progress) => void,
): Promise<Outcome> {
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
  const pruned = await run<Outcome["pruned"]>(work, { onProgress });
  const whole = wholes.get(pruned.network) ?? pruned.network;
  const result = written(small(whole));
  return {
    file: result,
    pruned,
    assessment: {
      ...assess(network, { ...pruned, network: written(whole).network }, inputs, choices),
      measured: compareOutputs(network, result.network, inputs),
    },
    nonzero: nonzeroWeights(result.network),
  };
}

/** What a visitor gets of a pruned network. */
export interface HandedOut {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The weights and their importance, as SVG. */
  readonly picture: string;
}

/** The file of a pruned network, named after the one that was dropped; a format that is only read gives way to another. */
export async function handOut(
  { name, format, file: before }: Dropped,
  { file, pruned }: Pick<Outcome, "file" | "pruned">,
): Promise<HandedOut> {
  const at = name.lastIndexOf(".");
  const ending = format.writtenAs ?? name.slice(at);
  const written = ending === name.slice(at) ? format : await formatOf(ending, lazyNetworkFormats).load();
  return {
    name: `${name.slice(0, at)}.pruned${ending}`,
    bytes: written.write(file),
    picture: drawScores(before.network, summaryOf(pruned.scores), pruned.scores),
  };
}
