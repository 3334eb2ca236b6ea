import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Network } from "../network/network.ts";
import { cutChecked } from "../method/cut.ts";
import type { Pruned } from "../method/cut.ts";
import { checkRatio } from "../method/rank.ts";
import type { Mask } from "../method/rank.ts";
import { checkScores } from "../method/score.ts";
import type { LayerScores } from "../method/score.ts";
import type { Work } from "../streaming/progress.ts";

/**
 * Removes the fraction ρ of the weights in k steps: ρ/k, 2ρ/k … ρ, scored before each on what is left by then. Scores of
 * single weights do not add up; those of the second step know of the first.
 *
 *     const pruned = finish(pruningInSteps(network, 0.9, 3, (left) => scoring(left, inputs, {})));
 *
 * @param scoresOf the scores of what is left of the network
 * @returns with the scores of each weight in the step that removed it, and those of the last step for what stays
 * @throws ValueError when the ratio is not in [0, 1], or k no whole number ≥ 1; and as {@link cut}
 */
export function* pruningInSteps(
  network: Network,
  ratio: number,
  steps: number,
  scoresOf: (left: Network) => Work<readonly LayerScores[]>,
): Work<Pruned> {
  const who = "pruningInSteps";
  checkRatio(who, ratio);
  checkSteps(who, steps);
  return yield* inSteps(who, network, ratio, steps, function* (left) {
    const scores = yield* scoresOf(left);
    checkScores(who, left, scores);
    return scores;
  });
}

/** {@link pruningInSteps} by scores that have been checked. */
export function* inSteps(
  who: string,
  network: Network,
  ratio: number,
  steps: number,
  scoresOf: (left: Network) => Work<readonly LayerScores[]>,
): Work<Pruned> {
  const scoresOfFirst = yield* scoresOf(network);
  let pruned = cutChecked(who, network, scoresOfFirst, ratio / steps);
  for (let step = 2; step <= steps; step++) {
    const { network: left, masks, scores: before } = pruned;
    const scores = yield* scoresOf(left);
    const ratioThen = step === steps ? ratio : (ratio * step) / steps;
    const next = cutChecked(who, left, removedFirst(scores, masks), ratioThen);
    pruned = { ...next, scores: whenRemoved(before, masks, scores) };
  }
  return pruned;
}

/** @throws ValueError when k is no whole number ≥ 1 */
export function checkSteps(who: string, steps: number): void {
  if (!Number.isSafeInteger(steps) || steps < 1)
    throw new ValueError(who, "a whole number of steps ≥ 1", String(steps));
}

/** The scores, with what was removed before below all others, also where the importance of some weight is 0. */
const removedFirst = (scores: readonly LayerScores[], masks: readonly Mask[]): LayerScores[] =>
  scores.map((layer, k) => ({
    ...layer,
    importance: {
      shape: layer.importance.shape,
      data: layer.importance.data.map((value, ij) => (masks[k][ij] === 0 ? -Infinity : value)),
    },
  }));

/** The scores before of what was removed before, and the new ones of all else. */
const whenRemoved = (
  before: readonly LayerScores[],
  masks: readonly Mask[],
  scores: readonly LayerScores[],
): LayerScores[] => {
  const choose = (k: number, name: "importance" | "compensation"): Tensor => ({
    shape: scores[k][name].shape,
    data: scores[k][name].data.map((value, ij) => (masks[k][ij] === 0 ? before[k][name].data[ij] : value)),
  });
  return scores.map((layer, k) => ({
    ...layer,
    importance: choose(k, "importance"),
    compensation: choose(k, "compensation"),
  }));
};
