import type { Network, Mask, Work } from "@espalier/network";
import { show } from "@espalier/network/internal";
import type { Pruned, LayerScores } from "@espalier/scores";
import { cutChecked, checkRatio, checkScores, inUnitOf } from "@espalier/scores/internal";
import type { Granularity } from "@espalier/scores";
import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

/**
 * Removes the fraction ρ of the weights in k steps: ρ/k, 2ρ/k … ρ. Before each step the remaining network is scored again. Scores of
 * single weights do not add up; the scores of a step take the earlier steps into account.
 *
 *     const pruned = finish(pruningInSteps(network, 0.9, 3, (left) => scoring(left, inputs, {})));
 *
 * @param scoresOf the scores of the remaining network
 * @returns with the score of each removed weight from the step that removed it, and of each kept weight from the last step
 * @throws ValueError when the ratio is not in [0, 1], or k is not a whole number ≥ 1; and as {@link cut}
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
  if (typeof scoresOf !== "function")
    throw new ValueError(who, "a function from a network to its scores", show(scoresOf));
  const scored = function* (left: Network): Work<readonly LayerScores[]> {
    const work = scoresOf(left);
    if (typeof Object(work)[Symbol.iterator] !== "function")
      throw new ValueError(
        who,
        "a function to a generator, such as scoring(left, inputs)",
        `one to ${show(work)}`,
      );
    const scores = yield* work;
    checkScores(who, left, scores);
    return scores;
  };
  return yield* inSteps(network, ratio, steps, scored, (left, scores, part) =>
    cutChecked(who, left, scores, part),
  );
}

/**
 * {@link pruningInSteps} with scores that are already checked.
 *
 * @param scoresOf receives from the second step on the masks of the weights that are left
 * @param cut removes the weights of lowest importance
 */
export function* inSteps(
  network: Network,
  ratio: number,
  steps: number,
  scoresOf: (left: Network, masks?: readonly Mask[]) => Work<readonly LayerScores[]>,
  cut: (left: Network, scores: readonly LayerScores[], ratio: number) => Pruned,
): Work<Pruned> {
  const scoresOfFirst = yield* scoresOf(network);
  let pruned = cut(network, scoresOfFirst, ratio / steps);
  for (let step = 2; step <= steps; step++) {
    const { network: left, masks, scores: before } = pruned;
    const scores = yield* scoresOf(left, masks);
    const ratioThen = step === steps ? ratio : (ratio * step) / steps;
    const next = cut(left, removedFirst(scores, masks), ratioThen);
    pruned = { ...next, scores: whenRemoved(before, masks, scores) };
  }
  return pruned;
}

/** @throws ValueError when k is not a whole number ≥ 1 */
export function checkSteps(who: string, steps: number): void {
  if (!Number.isSafeInteger(steps) || steps < 1)
    throw new ValueError(who, "a whole number of steps ≥ 1", show(steps));
}

/**
 * Whether everything goes at once, because the granularity has only one ratio.
 *
 * @throws ValueError when more steps are wanted, or they are not valid
 */
export function isOneStep(who: string, { isFixed, name }: Granularity, steps: number | undefined): boolean {
  if (steps !== undefined) checkSteps(who, steps);
  if (isFixed && steps !== undefined && steps > 1)
    throw new ValueError(who, `one step, as ${name} has only one ratio`, String(steps));
  return isFixed;
}

/** The scores, in which weights that were removed before rank below all others, even those of importance 0. */
export const removedFirst = (scores: readonly LayerScores[], masks: readonly Mask[]): LayerScores[] =>
  scores.map((layer, k) => ({
    ...layer,
    importance: {
      shape: layer.importance.shape,
      data: layer.importance.data.map((value, ij) => (masks[k][ij] === 0 ? -Infinity : value)),
    },
  }));

/** The earlier scores of weights that were removed before, and the new scores of the others. */
export const whenRemoved = (
  before: readonly LayerScores[],
  masks: readonly Mask[],
  scores: readonly LayerScores[],
): LayerScores[] => {
  const choose = (k: number, name: "importance" | "compensation"): Tensor => ({
    shape: scores[k][name].shape,
    data: scores[k][name].data.map((value, ij) => (masks[k][ij] === 0 ? earlier[k][name].data[ij] : value)),
  });
  const earlier = before.map((layer, k) =>
    layer.exponent === scores[k].exponent ? layer : inUnitOf(scores[k], layer),
  );
  return scores.map((layer, k) => ({
    ...layer,
    importance: choose(k, "importance"),
    compensation: choose(k, "compensation"),
  }));
};
