import type { Network } from "@espalier/network";
import { minibatches, minibatchPass } from "@espalier/scores/internal";
import type { Tensor } from "@espalier/tensor";
import { inChunks } from "../../units/unit-strategy.ts";
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
export const unitTaylor: UnitStrategy = inChunks(
  { name: "taylor", needsTargets: true, compensation: "none" },
  {
    passes: (layers) => [
      (input) => minibatchPass(input, ({ network }, slopes) => gatesOf(network, layers, slopes)),
    ],
    scores: (_, __, { samples, total }) =>
      (total as Float64Array[]).map((sums) => sums.map((sum) => sum / minibatches(samples))),
  },
);

/** (∂ℓ/∂z_j)² of each layer. */
const gatesOf = (network: Network, layers: readonly number[], slopes: readonly Tensor[]): Float64Array[] =>
  layers.map((k) => {
    const { data: W, shape } = network.layers[k].weight;
    const gates = new Float64Array(shape[1]);
    for (let ij = 0; ij < W.length; ij++) gates[ij % shape[1]] += W[ij] * slopes[k].data[ij];
    return gates.map((slope) => slope ** 2);
  });
