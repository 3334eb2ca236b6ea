import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Moments } from "../method/moments.ts";
import { inputMomentsPass } from "../method/passes.ts";
import type { PassResult } from "../streaming/pass.ts";
import { positionsWithin } from "./positions.ts";
import type { ScoringStrategy } from "./strategy.ts";

/**
 * |W_ij| ‖x_j‖₂, compared within each row, without compensation: every neuron loses the same fraction of its inputs.
 *
 * The importance is the position of a weight in its row, from 0 to 1.
 *
 * @see arXiv:2306.11695, which compares by rows, "per output"
 */
export const wanda: ScoringStrategy = {
  kind: "score",
  name: "wanda",
  passes: [inputMomentsPass],
  scores: ({ network: { layers } }, { total: moments }: PassResult<Moments[]>) =>
    layers.map(({ weight }, k) => ({
      importance: positionsWithin(timesNorms(weight, moments[k]), weight.shape[0], weight),
      compensation: zeros(weight.shape),
    })),
};

/** |W_ij| ‖x_j‖₂ */
function timesNorms({ shape, data }: Tensor, { totalEnergy: samples, mean, scatter }: Moments): Tensor {
  const [, J] = shape;
  const [N] = samples.data;
  const norm = mean.data.map((mean_j, j) => Math.sqrt(scatter.data[j] + N * mean_j ** 2));
  const scores = new Float64Array(data.length);
  for (let ij = 0; ij < data.length; ij++) scores[ij] = Math.abs(data[ij]) * norm[ij % J];
  return { shape, data: scores };
}
