import type { Layer } from "@espalier/network";
import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { pseudoInverse } from "./pseudo-inverse.ts";
import type { LayerScores } from "./score.ts";
import type { LayerStatistics } from "./statistics.ts";
import { scoresByMatrix } from "./by-matrix.ts";
import { centreOf, dotRow, energyOf } from "./tied.ts";
import type { TiedMoments } from "./tied.ts";

/** The scores of all layers; a matrix that several use is scored once, for all of them. */
export function scoresWithTies(
  layers: readonly Layer[],
  statistics: readonly LayerStatistics[],
  ofLayer: (layer: Layer, k: number) => LayerScores,
): LayerScores[] {
  return scoresByMatrix(layers, (layer, [k]) => {
    const { tied } = statistics[k];
    return tied === undefined ? [ofLayer(layer, k)] : tiedScores(layer.weight, tied);
  });
}

/**
 * The scores of a matrix with several uses, one for each use. The parabola is lowest at z = H⁺ b, so
 *
 *     I_ij = W_ij² (a_ij − b_ijᵀ H_i⁺ b_ij) / N        δ_u = W_ij (c_uj + z_u)
 *
 * which is the same importance for each use, and the compensation of its bias. Where the outputs leave z open, as they do not depend on a use, it
 * is the shortest: δ_u = W_ij E[x_uj].
 */
export function tiedScores(weight: Tensor, moments: TiedMoments): LayerScores[] {
  const { samples, energy, pull, square } = moments;
  const [I, J, U] = pull.shape;
  const isOfRow = energy.shape.length === 3;
  const W = weight.data;
  const importance = zeros([I, J]);
  const compensations = Array.from({ length: U }, () => zeros([I, J]));
  for (let i = 0; i < I; i++) {
    let H = energyOf(moments, i * J);
    let inverse = pseudoInverse(H, U);
    for (let j = 0; j < J; j++) {
      const ij = i * J + j;
      if (!isOfRow && j > 0) inverse = pseudoInverse((H = energyOf(moments, ij)), U);
      const b = Float64Array.from(pull.data.subarray(ij * U, (ij + 1) * U));
      const z = b.map((_, u) => dotRow(inverse, u, b));
      // The parabola at z, which a rounding error of z changes in second order only.
      const change = z.reduce((sum, each, u) => sum + each * (dotRow(H, u, z) - 2 * b[u]), 0);
      const least = Math.max(0, square.data[ij] + change);
      importance.data[ij] = W[ij] * (W[ij] * (least / samples));
      for (let u = 0; u < U; u++) compensations[u].data[ij] = W[ij] * (centreOf(moments, u, ij) + z[u]);
    }
  }
  return compensations.map((compensation) => ({ importance, compensation }));
}
