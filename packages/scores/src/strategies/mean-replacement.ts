import type { Layer } from "@espalier/network";
import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Moments } from "../method/moments.ts";
import type { LayerScores } from "../method/score.ts";
import { inputMomentsPass } from "../method/passes.ts";
import { scoresByMatrix, sumOverUses } from "../method/by-matrix.ts";
import type { PassResult } from "../streaming/pass.ts";
import type { ScoringStrategy } from "./strategy.ts";

/**
 * An input whose weight is removed is replaced by its mean:
 *
 *     δ_ij = W_ij E[x_j]        I_ij = W_ij² Var(x_j)
 *
 * This is the proposed method with G = 1, as in the last layer of a network. I is the mean square change of the neuron's own signal.
 *
 * @param inputs the moments of x [j] under equal weights
 * @see Evci, Le Roux, Castro & Bottou 2018, "Mean replacement pruning", which removes whole units
 */
export function replaceByMean(weight: Tensor, { totalEnergy, mean, scatter }: Moments): LayerScores {
  const [I, J] = weight.shape;
  const [N] = totalEnergy.data;
  const W = weight.data;
  const importance = zeros([I, J]);
  const compensation = zeros([I, J]);
  for (let i = 0; i < I; i++)
    for (let j = 0; j < J; j++) {
      const ij = i * J + j;
      compensation.data[ij] = W[ij] * mean.data[j];
      importance.data[ij] = W[ij] * (W[ij] * (scatter.data[j] / N));
    }
  return { importance, compensation };
}

/** The proposed method without sensitivities; the difference between the two is what sensitivities gain. */
export const meanReplacement: ScoringStrategy = {
  kind: "score",
  name: "mean-replacement",
  squares: "signals",
  scoresTied: true,
  passes: [inputMomentsPass],
  scores: ({ network: { layers } }, { total: moments }: PassResult<Moments[]>) =>
    scoresByMean(layers, moments),
};

/** {@link replaceByMean} of each matrix: with several uses, the mean square changes of their signals add up. */
export const scoresByMean = (layers: readonly Layer[], moments: readonly Moments[]): LayerScores[] =>
  scoresByMatrix(
    layers,
    sumOverUses(layers, ({ weight }, k) => replaceByMean(weight, moments[k])),
  );
