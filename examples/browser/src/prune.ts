import type { Progress } from "@espalier/prune";
import type { NetworkFile } from "@espalier/formats";
import type { Tensor } from "@espalier/tensor";
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
