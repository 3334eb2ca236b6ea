import { checkNetwork, cloneNetwork, forward, layerInputs } from "@espalier/network";
import type { Network } from "@espalier/network";
import { checkInputs, usesOf } from "@espalier/network/internal";
import type { Tensor } from "@espalier/tensor";
import { unweightedMoments } from "../../method/statistics.ts";

/** The score of one weight, by its layer, row and column. */
export type WeightScore = (
  k: number,
  i: number,
  j: number,
) => {
  /** I_ij */
  readonly importance: number;
  /** δ_ij */
  readonly compensation: number;
};

/**
 * Equation (3) literally, with a forward pass for every weight:
 *
 *     I_ij = E‖NN(x; W, b) − NN(x; W without W_ij, b_i + δ_ij)‖²        δ_ij = W_ij E[x_j]
 *
 * A weight of a matrix that several layers use is removed from each of them. The strategy `nonlinear` computes the same for all weights at once. The means and the original outputs, which all weights share, are
 * computed once.
 *
 * @param inputs [n, d_0]
 * @see arXiv:2602.20467v1 (3)
 */
export function nonlinearDefinition(network: Network, inputs: Tensor): WeightScore {
  checkNetwork("nonlinearDefinition", network);
  checkInputs("nonlinearDefinition", network, inputs);
  const means = layerInputs(network, inputs).map((received) => unweightedMoments(received).mean.data);
  const before = forward(network, inputs).data;
  const changed = cloneNetwork(network);
  return (k, i, j) => {
    const { weight, tied } = changed.layers[k];
    const ij = i * weight.shape[1] + j;
    const W_ij = weight.data[ij];
    const uses = usesOf(network.layers, tied ?? k).map((use) => ({ use, b: changed.layers[use].bias.data }));
    const before_i = uses.map(({ b }) => b[i]);
    weight.data[ij] = 0;
    for (const { use, b } of uses) b[i] += W_ij * means[use][j];
    const after = forward(changed, inputs).data;
    weight.data[ij] = W_ij;
    for (const [at, { b }] of uses.entries()) b[i] = before_i[at];
    let sum = 0;
    for (let nm = 0; nm < after.length; nm++) sum += (after[nm] - before[nm]) ** 2;
    return { importance: sum / inputs.shape[0], compensation: W_ij * means[k][j] };
  };
}
