import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Moments } from "../method/moments.ts";
import { inputMomentsPass } from "../method/passes.ts";
import { scoresByMatrix } from "../method/by-matrix.ts";
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
  scoresTied: true,
  passes: [inputMomentsPass],
  scores: ({ network: { layers } }, { total: moments }: PassResult<Moments[]>) =>
    scoresByMatrix(layers, ({ weight }, uses) => {
      const products = timesNorms(
        weight,
        uses.map((k) => moments[k]),
      );
      const importance = positionsWithin(products, weight.shape[0], weight);
      return uses.map(() => ({ importance, compensation: zeros(weight.shape) }));
    }),
};

/** |W_ij| ‖x_j‖₂, with the inputs of all uses of the matrix. */
function timesNorms({ shape, data }: Tensor, uses: readonly Moments[]): Tensor {
  const [, J] = shape;
  const squares = new Float64Array(J);
  for (const { totalEnergy: samples, mean, scatter } of uses)
    for (let j = 0; j < J; j++) squares[j] += scatter.data[j] + samples.data[0] * mean.data[j] ** 2;
  const norm = squares.map(Math.sqrt);
  const scores = new Float64Array(data.length);
  for (let ij = 0; ij < data.length; ij++) scores[ij] = Math.abs(data[ij]) * norm[ij % J];
  return { shape, data: scores };
}
