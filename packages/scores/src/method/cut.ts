import { checkNetwork, weightCount } from "@espalier/network";
import type { Network, Mask } from "@espalier/network";
import { checkOptions, countKept, masksByMatrix } from "@espalier/network/internal";
import { granularityOf } from "../granularity/index.ts";
import { byWeight } from "../granularity/granularity.ts";
import type { Granularity, GranularityName } from "../granularity/granularity.ts";
import { checkRatio } from "./rank.ts";
import { removeFromChain, removeMasked } from "./remove.ts";
import type { Remove } from "./remove.ts";
import { checkScores } from "./score.ts";
import type { LayerScores } from "./score.ts";

/** A pruned network, and which weights were removed. */
export interface Pruned {
  /** The pruned network; the original one does not change. */
  readonly network: Network;
  /** Which weights are kept, layer by layer. */
  readonly masks: readonly Mask[];
  /** The scores that the masks follow from, layer by layer. */
  readonly scores: readonly LayerScores[];
  /** N_W */
  readonly weights: number;
  /** The number of removed weights: of single weights exactly round(ρ N_W). */
  readonly removed: number;
}

/**
 * Removes the weights of lowest importance, as {@link cheapest} chooses them, and adjusts the biases.
 *
 * @param options what is removed as a whole; single weights by default
 * @throws ShapeError when the scores are of another network, or its layers do not divide into groups or blocks
 * @throws ValueError when the ratio is not in [0, 1] or cannot be reached, an importance is NaN or a compensation not finite
 */
export function cut(
  network: Network,
  scores: readonly LayerScores[],
  ratio: number,
  options: { readonly granularity?: GranularityName | undefined } = {},
): Pruned {
  const who = "cut";
  checkRatio(who, ratio);
  checkNetwork(who, network);
  checkScores(who, network, scores);
  checkOptions(who, options, '{ granularity: "2:4" }');
  return cutChecked(who, network, scores, ratio, granularityOf(who, options.granularity));
}

/** {@link cut} by scores and a ratio that have been checked. */
export const cutChecked: Cut = (who, network, scores, ratio, granularity) =>
  cutBy(removeMasked, who, network, scores, ratio, granularity);

/** {@link cutChecked} of a chain, by scores without `rows`. */
export const cutChain: Cut = (who, network, scores, ratio, granularity) =>
  cutBy(removeFromChain, who, network, scores, ratio, granularity);

/** Removes the weights of lowest importance, with the function that errors name; single weights by default. */
export type Cut = (
  who: string,
  network: Network,
  scores: readonly LayerScores[],
  ratio: number,
  granularity?: Granularity,
) => Pruned;

function cutBy(
  remove: Remove,
  who: string,
  network: Network,
  scores: readonly LayerScores[],
  ratio: number,
  granularity: Granularity = byWeight,
): Pruned {
  const { layers } = network;
  const masks = masksByMatrix(layers, (own) =>
    granularity.cheapest(
      who,
      own.map((k) => scores[k].importance),
      ratio,
      own.map((k) => layers[k].weight),
    ),
  );
  return {
    network: remove(who, network, masks, scores),
    masks,
    scores,
    weights: weightCount(network),
    removed: masks.reduce(
      (sum, mask, k) => sum + (layers[k].tied === undefined ? mask.length - countKept(mask) : 0),
      0,
    ),
  };
}
