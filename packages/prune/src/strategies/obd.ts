import { zeros } from "@espalier/tensor";
import { fromStatistics } from "./from-statistics.ts";
import type { ScoringStrategy } from "./strategy.ts";

/**
 * Optimal Brain Damage, ½ W_ij² H_ww, without compensation. The curvature is that of ½ E‖NN − NN before‖², for which it is
 * exact at the trained weights, and which needs no targets:
 *
 *     H_ww = E[Σ_m (∂_W NN_m)²] = E[G_i x_j²] = (scatter_ij + μ_ij² Σ_n G_ni) / N
 *
 * in the moments of x_j under G_i: a sum of squares, in which nothing cancels.
 *
 * @see LeCun, Denker & Solla 1990, "Optimal Brain Damage", whose curvature is that of the loss
 */
export const obd: ScoringStrategy = fromStatistics("obd", (weight, { samples: N, felt }) => {
  const [I, J] = weight.shape;
  const W = weight.data;
  const importance = zeros([I, J]);
  for (let i = 0; i < I; i++)
    for (let ij = i * J; ij < (i + 1) * J; ij++) {
      const square = felt.mean.data[ij] * (felt.mean.data[ij] * felt.totalEnergy.data[i]);
      importance.data[ij] = (W[ij] * (W[ij] * ((felt.scatter.data[ij] + square) / N))) / 2;
    }
  return { importance, compensation: zeros([I, J]) };
});
