import type { Mask } from "@espalier/network";
import { show } from "@espalier/network/internal";
import { checkTensor, ShapeError, showShape, ValueError } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import { kthSmallest } from "./select.ts";

/**
 * The masks that remove exactly round(ρ N_W) weights: those of lowest importance over all layers together. Among equal ones, a weight
 * that is 0 already goes first, as its removal changes nothing; then the order is layer, row, column.
 *
 * @param importance one tensor for each layer
 * @param ratio ρ, the fraction of weights to remove, in [0, 1]
 * @param weights one tensor a layer; without them, no weight counts as 0
 * @throws ShapeError when a tensor of weights does not fit its importances
 * @throws ValueError when the ratio is not in [0, 1], or an importance is NaN
 */
export function cheapest(importance: readonly Tensor[], ratio: number, weights?: readonly Tensor[]): Mask[] {
  checkRatio("cheapest", ratio);
  if (!Array.isArray(importance))
    throw new ValueError("cheapest", "importances, a tensor for each layer", show(importance));
  for (const [k, each] of importance.entries()) checkTensor("cheapest", `importance ${k}`, each);
  for (const [k, { shape, data }] of importance.entries()) {
    const unordered = data.findIndex(Number.isNaN);
    if (unordered >= 0)
      throw new ValueError(
        "cheapest",
        "importances that can be ordered",
        `NaN in layer ${k}, entry ${unordered}`,
      );
    const weight = weights?.[k];
    if (weights && weight?.data.length !== data.length)
      throw new ShapeError(
        "cheapest",
        `weights ${showShape(shape)} of layer ${k}`,
        weight ? showShape(weight.shape) : "none",
      );
  }
  return cheapestOf(importance, ratio, weights);
}

/** {@link cheapest} of what has been checked. */
export function cheapestOf(
  importance: readonly Tensor[],
  ratio: number,
  weights?: readonly Tensor[],
): Mask[] {
  const masks = importance.map(({ data }) => new Uint8Array(data.length).fill(1));
  const values = importance.map(({ data }) => data);
  const count = removalCount(
    values.reduce((sum, { length }) => sum + length, 0),
    ratio,
  );
  if (count === 0) return masks;
  const { value: last, below, equal } = kthSmallest(values, count);
  for (const [k, data] of values.entries()) removeBelow(masks[k], data, last);
  let left = count - below;
  // If not all equal ones go, those that are 0 already go first.
  if (left < equal && weights)
    for (const [k, data] of values.entries())
      left -= removeEqual(masks[k], data, last, left, weights[k].data);
  for (const [k, data] of values.entries()) left -= removeEqual(masks[k], data, last, left);
  return masks;
}

function removeBelow(mask: Mask, values: Data, last: number): void {
  for (let ij = 0; ij < values.length; ij++) if (values[ij] < last) mask[ij] = 0;
}

/** Removes up to `most` kept weights of this importance in their order, only those that are 0 if `zeros` are given; returns how many. */
function removeEqual(mask: Mask, values: Data, last: number, most: number, zeros?: Data): number {
  let removed = 0;
  for (let ij = 0; ij < values.length && removed < most; ij++)
    if (values[ij] === last && mask[ij] === 1 && (zeros === undefined || zeros[ij] === 0)) {
      mask[ij] = 0;
      removed++;
    }
  return removed;
}

/**
 * The number of weights that go, round(ρ N_W), halves upwards.
 *
 * @throws ValueError when `weights`, N_W, is not a whole number ≥ 0, or ρ not in [0, 1]
 */
export function removalCount(weights: number, ratio: number): number {
  checkRatio("removalCount", ratio);
  if (!(Number.isSafeInteger(weights) && weights >= 0))
    throw new ValueError("removalCount", "a whole number of weights ≥ 0", show(weights));
  return Math.floor(ratio * weights + 0.5);
}

/** @throws ValueError when a pruning ratio is not in [0, 1] */
export function checkRatio(who: string, ratio: number): void {
  if (!(typeof ratio === "number" && ratio >= 0 && ratio <= 1))
    throw new ValueError(who, "a ratio in [0, 1], the fraction of weights to remove", show(ratio));
}
