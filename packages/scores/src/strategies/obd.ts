import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { statisticsPass } from "../method/passes.ts";
import type { LayerScores } from "../method/score.ts";
import type { LayerStatistics } from "../method/statistics.ts";
import { scoresByMatrix } from "../method/by-matrix.ts";
import { centreOf, dotRow, energyOf } from "../method/tied.ts";
import type { TiedMoments } from "../method/tied.ts";
import type { PassResult } from "../streaming/pass.ts";
import type { ScoringStrategy } from "./strategy.ts";

/**
 * Optimal Brain Damage, ½ W_ij² H_ww, without compensation. The curvature is that of ½ E‖NN − NN before‖², which needs no
 * targets; there the formula is exact at the trained weights:
 *
 *     H_ww = E[Σ_m (∂_W NN_m)²] = E[G_i x_j²] = (scatter_ij + μ_ij² Σ_n G_ni) / N
 *
 * in the moments of x_j under G_i: a sum of squares, in which nothing cancels.
 *
 * @see LeCun, Denker & Solla 1990, "Optimal Brain Damage", whose curvature is that of the loss
 */
export const obd: ScoringStrategy = {
  kind: "score",
  name: "obd",
  squares: "outputs",
  scoresTied: true,
  readsEnergies: true,
  passes: [statisticsPass],
  scores: ({ network: { layers } }, { total: statistics }: PassResult<LayerStatistics[]>) =>
    scoresByMatrix(layers, ({ weight }, uses) => {
      const { tied } = statistics[uses[0]];
      const scores = tied === undefined ? damage(weight, statistics[uses[0]]) : tiedDamage(weight, tied);
      return uses.map(() => scores);
    }),
};

/** With several uses ∂_W NN_m is Σ_u g_ui x_uj, so H_ww = (a + 2 bᵀc + cᵀ H c) / N in the moments around c. */
function tiedDamage(weight: Tensor, moments: TiedMoments): LayerScores {
  const { samples, pull, square } = moments;
  const [I, J, U] = pull.shape;
  const W = weight.data;
  const importance = zeros([I, J]);
  for (let ij = 0; ij < I * J; ij++) {
    const H = energyOf(moments, ij);
    const c = Float64Array.from({ length: U }, (_, u) => centreOf(moments, u, ij));
    const moved = c.reduce((sum, each, u) => sum + each * (2 * pull.data[ij * U + u] + dotRow(H, u, c)), 0);
    // A sum of squares is not negative, but its parts are rounded.
    importance.data[ij] = (W[ij] * (W[ij] * (Math.max(0, square.data[ij] + moved) / samples))) / 2;
  }
  return { importance, compensation: zeros([I, J]) };
}

function damage(weight: Tensor, { samples: N, weighted }: LayerStatistics): LayerScores {
  const [I, J] = weight.shape;
  const W = weight.data;
  const importance = zeros([I, J]);
  for (let i = 0; i < I; i++)
    for (let ij = i * J; ij < (i + 1) * J; ij++) {
      const mu = weighted.mean.data[ij];
      const square = mu * (mu * weighted.totalEnergy.data[i]);
      importance.data[ij] = (W[ij] * (W[ij] * ((weighted.scatter.data[ij] + square) / N))) / 2;
    }
  return { importance, compensation: zeros([I, J]) };
}
