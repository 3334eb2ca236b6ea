import type { Layer } from "@espalier/network";
import { asUsed, usesOf } from "@espalier/network/internal";
import { zeros } from "@espalier/tensor";
import type { LayerScores } from "./score.ts";

/** Scores of a matrix, as a layer has them that uses the matrix, or the other way round. */
export const scoresAsUsed = (layer: Layer, { importance, compensation, rows }: LayerScores): LayerScores =>
  layer.transposed === true
    ? { importance: asUsed(layer, importance), compensation: asUsed(layer, compensation) }
    : { importance, compensation, ...(rows && { rows }) };

/**
 * The scores of all layers, each matrix scored once.
 *
 * @param ofMatrix the scores of a matrix [i, j] for each of its uses, which have one importance and each its own compensation; of a transposed
 * use as well [i, j]
 */
export function scoresByMatrix(
  layers: readonly Layer[],
  ofMatrix: (layer: Layer, uses: readonly number[]) => LayerScores[],
): LayerScores[] {
  const scores: LayerScores[] = [];
  for (const [k, layer] of layers.entries()) {
    if (layer.tied !== undefined) continue;
    const uses = usesOf(layers, k);
    for (const [u, each] of ofMatrix(layer, uses).entries())
      scores[uses[u]] = layers[uses[u]].transposed === true ? scoresAsUsed(layers[uses[u]], each) : each;
  }
  return scores;
}

/**
 * The scores of a matrix, for a strategy that judges each use by itself: the importances of a weight at its uses add up, and the bias of each use
 * has its own compensation.
 */
export const sumOverUses =
  (layers: readonly Layer[], ofUse: (layer: Layer, k: number) => LayerScores) =>
  (layer: Layer, uses: readonly number[]): LayerScores[] => {
    const scores = uses.map((k) => scoresAsUsed(layers[k], ofUse(layers[k], k)));
    if (scores.length === 1) return scores;
    const importance = zeros(layer.weight.shape);
    for (const { importance: own } of scores)
      for (let ij = 0; ij < own.data.length; ij++) importance.data[ij] += own.data[ij];
    return scores.map(({ compensation }) => ({ importance, compensation }));
  };
