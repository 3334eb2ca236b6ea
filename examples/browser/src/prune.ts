import type { Progress } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";
import type { Tensor } from "@espalier/tensor";
import { formatOf, lazyNetworkFormats } from "@espalier/formats/files";
import type { Dropped } from "./files.ts";
import type { Choices, Goal, Outcome } from "./outcome.ts";
import { pruneNeurons } from "./prune-neurons.ts";
import { pruneWeights } from "./prune-weights.ts";

/** Prunes without blocking the page. */
export const pruneFile = (
  file: NetworkFile,
  inputs: Tensor,
  goal: Goal,
  choices: Choices,
  isCompacted: boolean,
  onProgress: (progress: Progress) => void,
): Promise<Outcome> =>
  choices.granularity === "neuron"
    ? pruneNeurons(file, inputs, goal, choices, onProgress)
    : pruneWeights(file, inputs, goal, choices, isCompacted, onProgress);

/** The file of a pruned network, named after the one that was dropped; a format that is only read gives way to another. */
export async function handOut(
  { name, format }: Dropped,
  file: NetworkFile,
): Promise<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }> {
  const at = name.lastIndexOf(".");
  const ending = format.writtenAs ?? name.slice(at);
  const written = ending === name.slice(at) ? format : await formatOf(ending, lazyNetworkFormats).load();
  return { name: `${name.slice(0, at)}.pruned${ending}`, bytes: written.write(file) };
}
