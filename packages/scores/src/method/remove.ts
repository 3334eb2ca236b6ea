import { checkNetwork } from "@espalier/network";
import type { Network, Mask } from "@espalier/network";
import { checkMasks, cloneChain, masked, withoutMasked } from "@espalier/network/internal";
import type { GivenMask } from "@espalier/network/internal";
import { ValueError } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import { moveKept } from "../row/move-row.ts";
import { checkScores, curvatureOfRow } from "./score.ts";
import type { LayerScores, RowCurvature } from "./score.ts";

/**
 * The network without the masked weights, with adjusted biases:
 *
 *     W_ij ← 0 for every removed (i, j)        b_i ← b_i + Σ_{j removed} δ_ij
 *
 * Within a neuron, the best compensations of single weights add up to the best compensation of all of them. With scores that have `rows`,
 * the kept weights change as well.
 *
 * @returns a new network that shares nothing with the old one
 * @param masks bytes 0 and 1, or booleans, true for a kept weight
 * @throws ShapeError when masks or scores are of another network
 * @throws ValueError when a mask has other entries, or a bias or weight becomes too large for its precision, naming it
 */
export function remove(
  network: Network,
  masks: readonly GivenMask[],
  scores: readonly LayerScores[],
): Network {
  checkNetwork("remove", network);
  const known = checkMasks("remove", network, masks);
  checkScores("remove", network, scores);
  return removeMasked("remove", network, known, scores);
}

/** {@link remove}, with the function that errors name. */
export const removeMasked: Remove = (who, network, masks, scores) =>
  removeFrom(masked(network, masks), who, network, masks, scores, moveRow);

/** {@link remove} of a chain, with scores without `rows`. */
export const removeFromChain: Remove = (who, network, masks, scores) =>
  removeFrom(withoutMasked(cloneChain(network), masks), who, network, masks, scores, () => 0);

/** Removes weights, with the function that errors name. */
export type Remove = (
  who: string,
  network: Network,
  masks: readonly Mask[],
  scores: readonly LayerScores[],
) => Network;

function removeFrom(
  pruned: Network,
  who: string,
  network: Network,
  masks: readonly Mask[],
  scores: readonly LayerScores[],
  move: typeof moveRow,
): Network {
  for (const [k, { weight, bias, tied }] of pruned.layers.entries()) {
    const where = `${who}: layer ${k}`;
    const [I, J] = weight.shape;
    const { compensation, rows } = scores[k];
    // A matrix moves with the first layer that uses it; each bias follows the same move.
    const after = tied === undefined ? weight : { ...weight, data: weight.data.slice() };
    for (let i = 0; i < I; i++) {
      let moved = 0;
      for (let ij = i * J; ij < (i + 1) * J; ij++) if (masks[k][ij] === 0) moved += compensation.data[ij];
      if (rows) moved -= move(`${where}, row ${i}`, network.layers[k].weight, after, masks[k], rows, i);
      bias.data[i] += moved;
      if (!Number.isFinite(bias.data[i]))
        throw new ValueError(where, `bias ${i} + ${moved} in range`, String(bias.data[i]));
    }
  }
  return pruned;
}

function moveRow(
  who: string,
  { data: before, shape: [, J] }: Tensor,
  { data: after }: Tensor,
  mask: Mask,
  rows: RowCurvature,
  i: number,
): number {
  const row = <T extends Data | Mask>(all: T): T => all.subarray(i * J, (i + 1) * J) as T; // of the same class
  const own = row(mask);
  if (row(before).every((W, j) => W === 0 || own[j] === 1)) return 0; // nothing to compensate for
  return moveKept(who, {
    before: row(before),
    after: row(after),
    mask: own,
    curvature: curvatureOfRow(rows, i),
    mean: row(rows.mean.data),
  });
}
