import { zeros } from "@espalier/tensor";
import { finiteScores } from "../method/score.ts";
import { fromInputs } from "./from-statistics.ts";
import { positionsWithin } from "./positions.ts";
import type { ScoringStrategy } from "./strategy.ts";

/**
 * |W_ij| ‖x_j‖₂, compared within each row, without compensation: every neuron loses the same fraction of its inputs.
 *
 * The importance is the position of a weight in its row, from 0 to 1.
 *
 * @see arXiv:2306.11695, which compares by rows, "per output"
 */
export const wanda: ScoringStrategy = fromInputs(
  "wanda",
  (weight, { totalEnergy: samples, mean, scatter }, who) => {
    const [I, J] = weight.shape;
    const [N] = samples.data;
    const norm = mean.data.map((mean_j, j) => Math.sqrt(scatter.data[j] + N * mean_j ** 2));
    const value = { shape: [I, J], data: Float64Array.from(weight.data, Math.abs) };
    for (let ij = 0; ij < I * J; ij++) value.data[ij] *= norm[ij % J];
    const { importance, compensation } = finiteScores(who, {
      importance: value,
      compensation: zeros([I, J]),
    });
    return { importance: positionsWithin(importance, I), compensation };
  },
);
