import type { WeightedSums } from "../kernels.ts";
import { gemm } from "./gemm.ts";

/** Gᵀ(X − c) and Gᵀ(X − c)². */
export function weightedSums({ N, I, J, X, shift, G, first, second }: WeightedSums): void {
  const centred = new Float64Array(N * J);
  const squared = new Float64Array(N * J);
  for (let at = 0; at < centred.length; at++) {
    const x = X[at] - shift[at % J];
    centred[at] = x;
    squared[at] = x * x;
  }
  const product = { M: I, N: J, K: N, A: G, aRow: 1, aColumn: I, bRow: J, bColumn: 1 };
  gemm({ ...product, B: centred, C: first });
  gemm({ ...product, B: squared, C: second });
}
