import type { Pass, PassOf } from "@espalier/scores";
import { addArrays, batchSensitivities } from "@espalier/scores/internal";
import { inChunks } from "../../units/unit-strategy.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";
import { addSquares, noSquares } from "./squared-sensitivities.ts";

/**
 * Sensitivity analysis: the units to whose value the outputs are least sensitive go,
 *
 *     Φ_j = max_m √E[h_mj²]        h_mj = ∂NN_m/∂x_j
 *
 * The scale of x_j plays no part. The paper prunes hidden units first and inputs next, and trains between the steps. The formula is recalled;
 * we could not read the paper. With the metric `softmax` the directions f_m of that metric stand in for the outputs, which is our choice.
 *
 * @see Engelbrecht & Cloete 1996, "A sensitivity analysis algorithm for pruning feedforward neural networks"
 */
export const sensitivityAnalysis: UnitStrategy = inChunks(
  { name: "sensitivity-analysis", compensation: "none" },
  {
    passes: (layers) => [squaresPass(layers)],
    scores: ({ network }, layers, { samples, total }) =>
      (total as Float64Array[]).map((squares, at) => {
        const J = network.layers[layers[at]].weight.shape[1];
        const most = new Float64Array(J);
        for (const [mj, sum] of squares.entries()) most[mj % J] = Math.max(most[mj % J], sum);
        return most.map((sum) => Math.sqrt(sum / samples));
      }),
  },
);

/** Σ_n h_nj² of each layer and output. */
const squaresPass =
  (layers: readonly number[]): PassOf =>
  ({ network, metric }): Pass<Float64Array[], Float64Array[]> => ({
    costs: [1],
    map:
      ({ inputs }) =>
      () => {
        const sums = noSquares(network, layers);
        addSquares(sums, batchSensitivities(network, inputs), layers, metric);
        return sums;
      },
    initial: () => noSquares(network, layers),
    reduce: addArrays,
    merge: addArrays,
  });
