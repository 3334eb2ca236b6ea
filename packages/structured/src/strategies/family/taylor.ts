import { eachBatch } from "@espalier/scores/internal";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/**
 * The importance of `taylor` for units, with a gate z_j = 1 on each: (∂ℓ/∂z_j)², averaged over minibatches, where
 *
 *     ∂ℓ/∂z_j = Σ_n x_nj ∂ℓ/∂x_nj = Σ_i W_ij ∂ℓ/∂W_ij
 *
 * Of the two scores of the authors' code for units we take the gate.
 *
 * @see Molchanov, Mallya, Tyree, Frosio & Kautz 2019, "Importance estimation for neural network pruning", arXiv:1906.10771
 */
export const unitTaylor: UnitStrategy = {
  kind: "units",
  name: "taylor",
  needsTargets: true,
  compensation: "none",
  *score(network, calibration) {
    const { layers } = calibration;
    const sums = layers.map((k) => new Float64Array(network.layers[k].weight.shape[1]));
    const batches = yield* eachBatch(network, calibration, (slopes) => {
      for (const [at, k] of layers.entries()) {
        const { data: W, shape } = network.layers[k].weight;
        const [I, J] = shape;
        for (let j = 0; j < J; j++) {
          let slope = 0;
          for (let i = 0; i < I; i++) slope += W[i * J + j] * slopes[k].data[i * J + j];
          sums[at][j] += slope ** 2;
        }
      }
    });
    return sums.map((sum) => sum.map((each) => each / batches));
  },
};
