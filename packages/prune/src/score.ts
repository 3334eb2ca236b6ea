import { matchAxes, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { LayerStatistics } from "./statistics.ts";

/** What removing each weight costs, and what its neuron's bias gains then. */
export interface LayerScores {
  /** I [i, j], by which weights are ranked, lowest first. Its unit is the strategy's own. */
  readonly importance: Tensor;
  /** δ [i, j]; zero for a strategy that does not compensate. */
  readonly compensation: Tensor;
}

/**
 * The scores of elimination-compensation pruning.
 *
 * Removing W_ij and adding δ to b_i changes the output of a sample, to first order (4), by
 * g_i (W_ij x_j − δ). The mean square, E[G_i (W_ij x_j − δ)²], is a parabola in δ, and lowest at
 *
 *   δ_ij = W_ij μ_ij                   the compensation (7)
 *   I_ij = W_ij² scatter_ij / N        the importance (5)
 *
 * with μ and scatter the moments of x_j under G_i. Where the outputs do not feel neuron i, every δ is as good, and
 * W_ij E[x_j] is taken, which keeps the mean of the signal.
 *
 * @param weight W [i, j]
 * @throws ShapeError when the statistics are of another layer
 * @see arXiv:2602.20467v1
 */
export function scoreLayer(weight: Tensor, { samples: N, felt, plain }: LayerStatistics): LayerScores {
  const { I, J } = matchAxes("scoreLayer", { weight: [weight, "IJ"], mean: [felt.mean, "IJ"] });
  const W = weight.data;
  const importance = zeros([I, J]);
  const compensation = zeros([I, J]);
  for (let i = 0; i < I; i++)
    for (let j = 0; j < J; j++) {
      const ij = i * J + j;
      const isFelt = felt.totalEnergy.data[i] > 0;
      compensation.data[ij] = W[ij] * (isFelt ? felt.mean.data[ij] : plain.mean.data[j]);
      importance.data[ij] = (W[ij] ** 2 * felt.scatter.data[ij]) / N;
    }
  return { importance, compensation };
}
