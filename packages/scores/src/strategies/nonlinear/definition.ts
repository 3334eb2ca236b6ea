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
 * A weight of a matrix that several layers use is removed from each of them. The strategy `nonlinear` computes the same for all
 * weights at once. The means and the original outputs, which all weights share, are computed once.
 *
 * @param inputs [n, d_0]
 * @throws ShapeError, ValueError when the network or the inputs are not valid
 * @see arXiv:2602.20467v1 (3)
 */
export function nonlinearDefinition(network: Network, inputs: Tensor): WeightScore {
  checkNetwork("nonlinearDefinition", network);
  checkInputs("nonlinearDefinition", network, inputs);
  const means = layerInputs(network, inputs).map((received) => unweightedMoments(received).mean.data);
  const before = forward(network, inputs).data;
  const changed = cloneNetwork(network);
  return (k, i, j) => {
    const { weight: own, tied, transposed } = changed.layers[k];
    const W_ij = own.data[i * own.shape[1] + j];
    const uses = usesOf(network.layers, tied ?? k).map((use) => {
      const { weight, bias, ...tie } = changed.layers[use];
      // A use that is transposed where layer k is not has the weight in row j.
      const [row, column] = (tie.transposed === true) === (transposed === true) ? [i, j] : [j, i];
      const at = row * weight.shape[1] + column;
      return { W: weight.data, at, b: bias.data, row, before_b: bias.data[row], mean: means[use][column] };
    });
    for (const { W, at, b, row, mean } of uses) {
      W[at] = 0;
      b[row] += W_ij * mean;
    }
    const after = forward(changed, inputs).data;
    for (const { W, at, b, row, before_b } of uses) {
      W[at] = W_ij;
      b[row] = before_b;
    }
    let sum = 0;
    for (let nm = 0; nm < after.length; nm++) sum += (after[nm] - before[nm]) ** 2;
    return { importance: sum / inputs.shape[0], compensation: W_ij * means[k][j] };
  };
}
