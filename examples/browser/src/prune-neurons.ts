import { compareOutputs, pruning, pruningWithin, run } from "@espalier/prune";
import type { Progress, PrunedUnits } from "@espalier/prune";
import { asWritten, roundToPrecision, withNetwork } from "@espalier/formats";
import type { NetworkFile } from "@espalier/formats";
import type { Tensor } from "@espalier/tensor";
import { drawUnits } from "espalier/picture";
import type { Goal, NeuronChoices, Outcome } from "./outcome.ts";

/** Removes whole neurons, so the network that is handed out is a smaller dense one. */
export async function pruneNeurons(
  file: NetworkFile,
  inputs: Tensor,
  goal: Goal,
  choices: NeuronChoices,
  onProgress: (progress: Progress) => void,
): Promise<Outcome> {
  const { network } = file;
  const work =
    "budget" in goal
      ? pruningWithin(network, inputs, { ...goal, ...choices, written: asWritten(file) })
      : pruning(network, inputs, { ...goal, ...choices });
  const {
    network: smaller,
    masks,
    weights,
    removed,
    scores,
    stages,
  } = await run<PrunedUnits>(work, {
    onProgress,
  });
  const result = roundToPrecision(withNetwork(file, smaller));
  return {
    file: result,
    weights,
    removed,
    layers: masks.map((mask) => ({
      weights: mask.length,
      kept: mask.reduce((sum, isKept) => sum + isKept, 0),
    })),
    measured: compareOutputs(network, result.network, inputs).relative,
    stages,
    picture: drawUnits(
      scores.flatMap((importance, k) =>
        importance.length === 0
          ? []
          : [{ ...placeOf(network.graph !== undefined, k), importance: [...importance] }],
      ),
    ),
  };
}

/** In a chain the inputs of a layer are the neurons of the one before. */
const placeOf = (
  isGraph: boolean,
  k: number,
): { readonly layer: number | undefined; readonly readBy?: number } =>
  isGraph ? { layer: undefined, readBy: k } : { layer: k - 1 };
