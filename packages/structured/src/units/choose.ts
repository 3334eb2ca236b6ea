import { show } from "@espalier/network/internal";
import { removalCount } from "@espalier/scores";
import { checkRatio } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import type { UnitScores } from "./unit-strategy.ts";

/** How much is removed: a number of units, or a fraction of the weights of the network. */
export type UnitTarget = { readonly count: number } | { readonly ratio: number };

/** What can be removed from a network: whole neurons, or inputs. */
export interface Removable {
  /** d_0 … d_L of the original network. */
  readonly sizes: readonly number[];
  /** The layers whose inputs can go. */
  readonly layers: readonly number[];
}

/**
 * A target from the options.
 *
 * @throws ValueError when it is no number in range, or more than the network can lose: each layer keeps a unit
 */
export function targetOf(
  who: string,
  { sizes, layers }: Removable,
  { ratio, count }: { readonly ratio?: number | undefined; readonly count?: number | undefined },
): UnitTarget {
  const unit = layers[0] === 0 ? "input" : "neuron";
  const units = layers.reduce((sum, k) => sum + sizes[k], 0);
  const most = units - layers.length;
  if ((ratio === undefined) === (count === undefined))
    throw new ValueError(
      who,
      `a ratio of the weights or a count of ${unit}s`,
      ratio === undefined ? "neither" : "both",
    );
  if (count !== undefined) {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new ValueError(who, `a whole number of ${unit}s ≥ 0`, show(count));
    if (count > most)
      throw new ValueError(
        who,
        `at most ${most} of ${units} ${unit}s to remove, so that no layer is left empty`,
        String(count),
      );
    return { count };
  }
  checkRatio(who, ratio ?? 0);
  const weights = weightsBetween(sizes);
  const least = weightsBetween(sizes.map((size, k) => (layers.includes(k) ? 1 : size)));
  if (removalCount(weights, ratio ?? 0) > weights - least)
    throw new ValueError(
      who,
      `a ratio up to ${(weights - least) / weights}, which the granularity ${unit} can reach with a unit in each layer`,
      show(ratio),
    );
  return { ratio: ratio ?? 0 };
}

/**
 * The units to remove: those of lowest importance over all layers together, ties by layer and unit. A layer keeps its last unit. With a
 * ratio, units go one by one until at least round(ρ N_W) weights are gone.
 *
 * @param left d_0 … d_L of what is left of the network
 * @param scores of the units that are left
 * @returns for each of the layers, the numbers of the removed units among those that are left, ascending
 */
export function chooseUnits(
  { sizes, layers }: Removable,
  left: readonly number[],
  scores: UnitScores,
  target: UnitTarget,
): number[][] {
  const order = scores
    .flatMap((importance, at) => Array.from(importance, (value, unit) => ({ at, unit, value })))
    .toSorted((a, b) => a.value - b.value || a.at - b.at || a.unit - b.unit);
  const now = [...left];
  const weights = weightsBetween(sizes);
  const isReached = (): boolean =>
    "count" in target
      ? layers.reduce((sum, k) => sum + sizes[k] - now[k], 0) >= target.count
      : weights - weightsBetween(now) >= removalCount(weights, target.ratio);
  const removed: number[][] = layers.map(() => []);
  for (const { at, unit } of order) {
    if (isReached()) break;
    if (now[layers[at]] === 1) continue;
    now[layers[at]]--;
    removed[at].push(unit);
  }
  return removed.map((units) => units.toSorted((a, b) => a - b));
}

/** Σ d_k d_{k−1} of layer sizes. */
export const weightsBetween = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, size, k) => sum + size * sizes[k], 0);
