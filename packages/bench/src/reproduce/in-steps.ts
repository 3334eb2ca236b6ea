import { cut } from "@espalier/prune";
import type { LayerScores, Mask, Network, Work } from "@espalier/prune";

/**
 * Removes the fraction ρ of the weights in k steps: ρ/k, 2ρ/k … ρ, scored before each on what is left by then. Scores of
 * single weights do not add up; those of the second step know of the first.
 */
export function* prunedInSteps(
  network: Network,
  ratio: number,
  steps: number,
  scoresOf: (network: Network) => Work<LayerScores[]>,
): Work<Network> {
  let left = network;
  let masks: readonly Mask[] | undefined;
  for (let step = 1; step <= steps; step++) {
    const scores = removedFirst(yield* scoresOf(left), masks);
    const pruned = cut(left, scores, step === steps ? ratio : (ratio * step) / steps);
    left = pruned.network;
    masks = pruned.masks;
  }
  return left;
}

/** The scores, with what was removed before below all others: also where the importance of some weight is 0. */
const removedFirst = (scores: readonly LayerScores[], masks: readonly Mask[] | undefined): LayerScores[] =>
  scores.map(({ importance, compensation }, k) => ({
    compensation,
    importance: {
      shape: importance.shape,
      data: importance.data.map((value, ij) => (masks?.[k][ij] === 0 ? -1 : value)),
    },
  }));
