import { chunks } from "@espalier/network";
import { batchSensitivities } from "@espalier/scores/internal";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

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
export const sensitivityAnalysis: UnitStrategy = {
  kind: "units",
  name: "sensitivity-analysis",
  compensation: "none",
  *score(network, { inputs, layers, metric }) {
    const sums: Float64Array[][] = layers.map(() => []); // for each layer and output, Σ_n h_nj²
    let done = 0;
    for (const [X] of chunks(inputs)) {
      const batch = batchSensitivities(network, X);
      let m = 0;
      for (const all of batch.each(layers, metric)) {
        for (const [at, { byInput }] of all.entries()) {
          const [, J] = byInput.shape;
          const sum = (sums[at][m] ??= new Float64Array(J));
          for (let nj = 0; nj < byInput.data.length; nj++) sum[nj % J] += byInput.data[nj] ** 2;
        }
        m++;
      }
      yield { stage: "scores", done: (done += X.shape[0]), total: inputs.shape[0] };
    }
    return sums.map((outputs) =>
      outputs[0].map((_, j) =>
        Math.sqrt(outputs.reduce((most, sum) => Math.max(most, sum[j]), 0) / inputs.shape[0]),
      ),
    );
  },
};
