import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

/** For each weight of a layer, in row-major order, 1 if it is kept and 0 if it is removed. */
export type Mask = Uint8Array;

/**
 * The masks that remove exactly round(ρ N_W) weights: those of lowest importance over all layers together, ties in
 * the order of layer, row, column.
 *
 * @param importance one tensor for each layer
 * @param ratio ρ, the fraction of weights to remove, in [0, 1]
 * @throws ValueError when the ratio is not in [0, 1], or an importance is NaN
 */
export function cheapest(importance: readonly Tensor[], ratio: number): Mask[] {
  checkRatio("cheapest", ratio);
  for (const [k, { data }] of importance.entries()) {
    const unordered = data.findIndex(Number.isNaN);
    if (unordered >= 0)
      throw new ValueError(
        "cheapest",
        "importances that can be ordered",
        `NaN in layer ${k}, entry ${unordered}`,
      );
  }
  return cheapestOf(importance, ratio);
}

/** {@link cheapest} of importances without NaN. */
export function cheapestOf(importance: readonly Tensor[], ratio: number): Mask[] {
  const all = new Float64Array(importance.reduce((count, { data }) => count + data.length, 0));
  let filled = 0;
  for (const { data } of importance) {
    all.set(data, filled);
    filled += data.length;
  }
  const order = Uint32Array.from(all.keys()).toSorted((a, b) => all[a] - all[b] || a - b);
  const kept = new Uint8Array(all.length).fill(1);
  for (const removed of order.subarray(0, removalCount(all.length, ratio))) kept[removed] = 0;

  let start = 0;
  return importance.map(({ data }) => kept.slice(start, (start += data.length)));
}

/** round(ρ N_W), halves upwards. */
export const removalCount = (weights: number, ratio: number): number => Math.floor(ratio * weights + 0.5);

/** @throws ValueError when a pruning ratio is not in [0, 1] */
export function checkRatio(who: string, ratio: number): void {
  if (!(ratio >= 0 && ratio <= 1))
    throw new ValueError(who, "a ratio in [0, 1], the fraction of weights to remove", String(ratio));
}
