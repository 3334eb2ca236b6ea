import { kernels, useKernels } from "@espalier/tensor";
import type { Gemm, Kernels } from "@espalier/tensor";

/** N_W = Σ d_k d_{k−1} of layer sizes; biases are not counted. */
export const weightsOf = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, size, k) => sum + size * sizes[k], 0);

/** Multiply-adds, each of which is two floating-point operations. Activations and what else is done once for a number are not counted. */
export interface Counts {
  /** Of X Wᵀ: samples on their way through a layer. */
  readonly forward: number;
  /** Of Ḡ W: cotangents on their way back through a layer. */
  readonly reverse: number;
  /** All of them: these two, sums over samples such as gradients and moments, and work outside of the kernels. */
  readonly multiplyAdds: number;
}

/**
 * The result of something, and the multiply-adds of the kernels that it called, terms that are 0 included.
 *
 * What a product is can be told from the way its factors lie in memory: `matmulNT` is a layer, `matmulNN` the way back.
 */
export function counted<T>(run: () => T): [T, Counts] {
  const own = kernels();
  let [forward, reverse, other] = [0, 0, 0];
  const counting: Kernels = {
    ...own,
    gemm(product) {
      const { M, N, K } = product;
      if (isForward(product)) forward += M * N * K;
      else if (isReverse(product)) reverse += M * N * K;
      else other += M * N * K;
      own.gemm(product);
    },
    weightedSums(sums) {
      other += 2 * sums.N * (sums.I + 1) * sums.J + sums.N * sums.J; // both products, also with equal weights, and the squares
      own.weightedSums(sums);
    },
    squares(G, g) {
      other += g.length;
      own.squares(G, g);
    },
    addSquares(G, g) {
      other += g.length;
      own.addSquares(G, g);
    },
    tally: (multiplyAdds) => (other += multiplyAdds),
  };
  useKernels(counting);
  try {
    const result = run();
    return [result, { forward, reverse, multiplyAdds: forward + reverse + other }];
  } finally {
    useKernels(own);
  }
}

/** A Bᵀ, each as it lies. */
const isForward = ({ K, aRow, aColumn, bRow, bColumn }: Gemm): boolean =>
  aRow === K && aColumn === 1 && bRow === 1 && bColumn === K;

/** A B, each as it lies. */
const isReverse = ({ N, K, aRow, aColumn, bRow, bColumn }: Gemm): boolean =>
  aRow === K && aColumn === 1 && bRow === N && bColumn === 1;

/** How often all samples went through the network. */
export interface Sweeps {
  /** 1 is a forward pass of every sample through all layers. */
  readonly forwardPasses: number;
  /** 1 is a way back of every sample through all layers but the first, whose inputs need no cotangent. */
  readonly reverseSweeps: number;
}

/**
 * Counts in units of all samples and the whole network, so that a pass of half of the samples is half a pass.
 *
 * @param sizes d_0 … d_L of the network
 */
export function sweepsOf({ forward, reverse }: Counts, sizes: readonly number[], samples: number): Sweeps {
  const weights = weightsOf(sizes);
  const behind = weights - sizes[0] * sizes[1];
  return {
    forwardPasses: forward / (samples * weights),
    reverseSweeps: behind === 0 ? 0 : reverse / (samples * behind),
  };
}
