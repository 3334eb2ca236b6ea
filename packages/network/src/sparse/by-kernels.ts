import { allocate, dtypeOf, kernels, reference } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import type { SparseLayer } from "./network.ts";

/** The fast kernels skip zeros of the left matrix if the number of columns of the right one is a multiple of this. */
const COLUMNS = 32;

/** A weight is written out if that takes at most this many numbers for each entry; beyond, lists are as fast. */
const SPREAD = 64;

/** The number of first samples that the current kernels compute faster; 0 if lists are faster. */
export function samplesByKernels({ shape: [I, J], values }: SparseLayer, N: number): number {
  if (kernels() === reference || I * J > SPREAD * values.length) return 0;
  return N - (N % COLUMNS);
}

/**
 * Sᵀ = W Xᵀ for the first N samples: the kernels list the nonzero entries in the rows of W and go over j in ascending order, as the
 * definition does. W is written out meanwhile.
 */
export function productByKernels(layer: SparseLayer, N: number, X: Data, S: Data): void {
  const { shape: [I, J], starts, columns, values } = layer; // prettier-ignore
  const dtype = dtypeOf({ data: values });
  const A = allocate(I * J, dtype);
  for (let i = 0; i < I; i++)
    for (let p = starts[i]; p < starts[i + 1]; p++) A[i * J + columns[p]] = values[p];
  const C = allocate(I * N, dtype);
  kernels().gemm({ M: I, N, K: J, A, aRow: J, aColumn: 1, B: X, bRow: 1, bColumn: J, C });
  for (let n = 0; n < N; n++) for (let i = 0; i < I; i++) S[n * I + i] = C[i * N + n];
}
