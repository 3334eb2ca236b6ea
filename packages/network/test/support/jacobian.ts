import { createTape, dense, perSampleJacobians, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import type { Tensor } from "@espalier/tensor";
import { forward } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";

/** What one weight does to the outputs: ∂NN_m/∂W_ij and ∂NN_m/∂b_i for every sample and output, one after another. */
export interface Slopes {
  readonly k: number;
  readonly i: number;
  readonly j: number;
  readonly W_ij: number;
  readonly byWeight: readonly number[];
  readonly byBias: readonly number[];
}

/** The per-sample Jacobians written out, weight by weight, in the order of layer, row, column. */
export function slopesOf(network: Network, X: Tensor): Slopes[] {
  const output = forward(network, source(createTape(), X)) as Variable;
  return perSampleJacobians(output).flatMap((jacobian, k) => {
    const { weight: dW, bias: db } = dense(jacobian);
    const [N, M, I, J] = dW.shape;
    const { weight } = network.layers[k];
    return Array.from(weight.data, (W_ij, ij): Slopes => {
      const [i, j] = [Math.floor(ij / J), ij % J];
      const byWeight = Array.from({ length: N * M }, (_, nm) => dW.data[(nm * I + i) * J + j]);
      const byBias = Array.from({ length: N * M }, (_, nm) => db.data[nm * I + i]);
      return { k, i, j, W_ij, byWeight, byBias };
    });
  });
}

/** E over N samples of Σ_m a_m b_m. */
export const inner = (a: readonly number[], b: readonly number[], N: number): number =>
  a.reduce((sum, value, nm) => sum + value * b[nm], 0) / N;
