import { ask, relevantOf, solve } from "@espalier/compensation/internal";
import type { Asking, Problem, Damping } from "@espalier/compensation/internal";
import type { Mask, Network } from "@espalier/network";
import { listAsUsed, masked } from "@espalier/network/internal";
import { reportOf } from "./stage.ts";
import type { PrunedByStages, StageOptions } from "./stage.ts";

/** A round swaps at most this share of the kept weights. */
const SHARE = 0.05;

/**
 * One round of swaps: the removed weights that promise the largest decrease of Q come back in place of the kept weights that cost least.
 * Then the solver changes the kept parameters. The round is accepted only if Q is lower after it, on the same batch.
 *
 * To second order a removed weight that comes back lowers Q by up to g² / 2h, and the removal of a kept one raises it by h w² / 2, where g
 * is the derivative of Q by that weight and h the diagonal entry of the Gauss–Newton matrix.
 */
export function* swapping(
  pruned: PrunedByStages,
  options: StageOptions,
  damping: Damping,
): Asking<PrunedByStages> {
  const { metric, moves, effort } = options;
  const { samples, finalSteps, finalIterations: iterations } = effort;
  const { masks, swapped } = yield* swappedMasks(pruned, options);
  if (swapped === 0) return pruned;
  const steps = Math.max(1, Math.floor(finalSteps / 4));
  const moved = { metric, moves, samples, steps, iterations, damping: { ...damping } };
  const solved = yield* solve(masked(pruned.network, masks), masks, moved);
  const before = yield* divergenceOf(pruned.network, pruned.masks, options, "fresh");
  const after = yield* divergenceOf(solved.network, masks, options, "same");
  const isLower = after < before;
  const report = {
    ...reportOf(pruned.removed / pruned.weights, pruned.removed, solved),
    before,
    after: isLower ? after : before,
    swapped: isLower ? swapped : 0,
  };
  const stages = [...pruned.stages, report];
  return isLower ? { ...pruned, network: solved.network, masks, stages } : { ...pruned, stages };
}

/** The masks after the best swaps, with as many kept weights as before. */
function* swappedMasks(
  { network, masks }: PrunedByStages,
  { metric, effort }: StageOptions,
): Asking<{ readonly masks: readonly Mask[]; readonly swapped: number }> {
  const everything = masks.map(({ length }) => new Uint8Array(length).fill(1));
  const whole = relevantOf(network, everything, metric);
  const problem: Problem = {
    network: whole.network,
    columns: whole.units[0],
    masks: whole.masks,
    moves: ["weight"],
    metric,
    samples: effort.samples,
    block: 1,
  };
  const { start } = yield* ask("batch", { problem });
  const { gradient } = yield* ask("gradient", { at: start });
  const diagonal = yield* ask("blocks", {});
  // The coordinates are the weights, layer by layer, since nothing else may change and nothing is left out. A tied layer has none.
  const kept = Uint8Array.from(
    masks.flatMap((mask, k) => (network.layers[k].tied === undefined ? [...mask] : [])),
  );
  const gain = diagonal.map((h, at) => (kept[at] === 0 && h > 0 ? gradient[at] ** 2 / h : 0));
  const cost = diagonal.map((h, at) => (kept[at] === 0 ? Infinity : h * start[at] ** 2));
  const best = [...gain.keys()].filter((at) => gain[at] > 0).toSorted((a, b) => gain[b] - gain[a] || a - b);
  const cheap = [...cost.keys()]
    .filter((at) => cost[at] < Infinity)
    .toSorted((a, b) => cost[a] - cost[b] || a - b);
  const most = Math.ceil(SHARE * cheap.length);
  let swapped = 0;
  while (swapped < Math.min(most, best.length) && gain[best[swapped]] > cost[cheap[swapped]]) {
    [kept[best[swapped]], kept[cheap[swapped]]] = [1, 0];
    swapped++;
  }
  const after: Mask[] = [];
  let from = 0;
  for (const [k, { length }] of masks.entries()) {
    const layer = network.layers[k];
    if (layer.tied === undefined) after.push(kept.slice(from, (from += length)));
    else after.push(listAsUsed(layer, network.layers[layer.tied].weight.shape, after[layer.tied]));
  }
  return { swapped, masks: after };
}

/** Q of a network, on a new batch or on the last one. */
export function* divergenceOf(
  network: Network,
  masks: readonly Mask[],
  { metric, moves, effort: { samples } }: Pick<StageOptions, "metric" | "moves" | "effort">,
  batch: "fresh" | "same",
): Asking<number> {
  const { network: part, units, masks: own } = relevantOf(network, masks, metric);
  const problem = { network: part, columns: units[0], masks: own, moves, metric, samples, block: 1, batch };
  const { start } = yield* ask("batch", { problem });
  return yield* ask("divergence", { at: start });
}
