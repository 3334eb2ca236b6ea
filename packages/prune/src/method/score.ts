import { matchAxes, ValueError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { LayerStatistics } from "./statistics.ts";

/** What removing each weight costs, and what its neuron's bias gains then. */
export interface LayerScores {
  /** I [i, j], by which weights are ranked, lowest first. Its unit is the strategy's own. */
  readonly importance: Tensor;
  /** δ [i, j]; zero for a strategy that does not compensate. */
  readonly compensation: Tensor;
  /** Only where not the bias alone makes up for a removed weight, but what is kept of its row as well. */
  readonly rows?: RowCurvature | undefined;
}

/**
 * What it costs to change the weights of a row i by z while its bias moves as is best for that, −z·μ_i: zᵀ H_i z, the mean square
 * change of the outputs to first order,
 *
 *     H_i = E[G_i (x − μ_i)(x − μ_i)ᵀ], perhaps damped        μ_i = E[G_i x] / E[G_i]
 *
 * A row that nobody feels has zeros in H_i, and is not moved.
 */
export interface RowCurvature {
  /** H [i, j, j], symmetric */
  readonly curvature: Tensor;
  /** μ [i, j] */
  readonly mean: Tensor;
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
 * Scores are f64 whatever the network is. The importance is W (W scatter / N) in that order: what is in the brackets
 * lies between scatter / N and I, and so in range where they are; W² alone may not be.
 *
 * @param weight W [i, j]
 * @param who whom an error names
 * @throws ShapeError when the statistics are of another layer
 * @throws ValueError when they are of no samples, or a score is NaN or infinite, naming the weight: what goes in is too
 * large even for f64
 * @see arXiv:2602.20467v1
 */
export function scoreLayer(
  weight: Tensor,
  { samples: N, felt, plain }: LayerStatistics,
  who = "scoreLayer",
): LayerScores {
  const { I, J } = matchAxes(who, { weight: [weight, "IJ"], mean: [felt.mean, "IJ"] });
  if (N === 0) throw new ValueError(who, "statistics of at least one sample", "none");
  const overflown = felt.totalEnergy.data.findIndex((total) => !Number.isFinite(total));
  if (overflown >= 0)
    throw new ValueError(
      who,
      "a finite total energy of every neuron",
      `${felt.totalEnergy.data[overflown]} for row ${overflown} of weight`,
    );
  const W = weight.data;
  const importance = zeros([I, J]);
  const compensation = zeros([I, J]);
  for (let i = 0; i < I; i++)
    for (let j = 0; j < J; j++) {
      const ij = i * J + j;
      const isFelt = felt.totalEnergy.data[i] > 0;
      compensation.data[ij] = W[ij] * (isFelt ? felt.mean.data[ij] : plain.mean.data[j]);
      importance.data[ij] = W[ij] * (W[ij] * (felt.scatter.data[ij] / N));
    }
  return finiteScores(who, { importance, compensation });
}

/**
 * The scores themselves, if every one is finite.
 *
 * @throws ValueError naming the weight of the first that is not
 */
export function finiteScores(who: string, scores: LayerScores): LayerScores {
  for (const name of ["importance", "compensation"] as const) {
    const { shape, data } = scores[name];
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const weight = `weight [${Math.floor(at / shape[1])}, ${at % shape[1]}]`;
    throw new ValueError(who, `a finite ${name} of every weight`, `${data[at]} for ${weight}`);
  }
  return scores;
}
