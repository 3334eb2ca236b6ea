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
  squares: "ratios",
  scoresTied: true,
  passes: [inputMomentsPass],
  scores: ({ network: { layers } }, { total: moments }: PassResult<Moments[]>) =>
    scoresByMatrix(layers, ({ weight }, uses) => {
      const products = timesNorms(
        weight,
        uses.map((k) => ({ moments: moments[k], isTransposed: layers[k].transposed === true })),
      );
      const importance = positionsWithin(products, weight.shape[0], weight);
      return uses.map(() => ({ importance, compensation: zeros(weight.shape) }));
    }),
};

/** The moments of the inputs of a use; those of a transposed one are as many as the matrix has rows. */
interface Use {
  readonly moments: Moments;
  readonly isTransposed: boolean;
}

/** |W_ij| ‖x_j‖₂, with the inputs of all uses of the matrix. */
function timesNorms({ shape, data }: Tensor, uses: readonly Use[]): Tensor {
  const [I, J] = shape;
  const [byColumn, byRow] = [new Float64Array(J), new Float64Array(I)];
  for (const { moments, isTransposed } of uses) {
    const { totalEnergy: samples, mean, scatter } = moments;
    const squares = isTransposed ? byRow : byColumn;
    for (let j = 0; j < squares.length; j++)
      squares[j] += scatter.data[j] + samples.data[0] * mean.data[j] ** 2;
  }
  const scores = new Float64Array(data.length);
  for (let i = 0; i < I; i++)
    for (let j = 0; j < J; j++)
      scores[i * J + j] = Math.abs(data[i * J + j]) * Math.sqrt(byColumn[j] + byRow[i]);
  return { shape, data: scores };
}
