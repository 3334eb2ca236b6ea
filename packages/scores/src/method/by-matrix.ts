import type { Layer } from "@espalier/network";
import { usesOf } from "@espalier/network/internal";
import { zeros } from "@espalier/tensor";
import type { LayerScores } from "./score.ts";

/**
 * The scores of all layers, each matrix scored once.
 *
 * @param ofMatrix the scores of a matrix for each of its uses, which have one importance and each its own compensation
 */
export function scoresByMatrix(
  layers: readonly Layer[],
  ofMatrix: (layer: Layer, uses: readonly number[]) => LayerScores[],
): LayerScores[] {
  const scores: LayerScores[] = [];
  for (const [k, layer] of layers.entries()) {
    if (layer.tied !== undefined) continue;
    const uses = usesOf(layers, k);
    for (const [u, each] of ofMatrix(layer, uses).entries()) scores[uses[u]] = each;
  }
  return scores;
}

/**
 * The scores of a matrix, for a strategy that judges each use by itself: the importances of a weight at its uses add up, and the bias of each use
 * has its own compensation.
 */
export const sumOverUses =
  (ofUse: (layer: Layer, k: number) => LayerScores) =>
  (layer: Layer, uses: readonly number[]): LayerScores[] => {
    const scores = uses.map((k) => ofUse(layer, k));
    if (scores.length === 1) return scores;
    const importance = zeros(layer.weight.shape);
    for (const { importance: own } of scores)
      for (let ij = 0; ij < own.data.length; ij++) importance.data[ij] += own.data[ij];
    return scores.map(({ compensation }) => ({ importance, compensation }));
  };
