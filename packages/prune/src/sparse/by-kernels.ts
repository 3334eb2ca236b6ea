import { allocate, dtypeOf, kernels, reference } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import type { SparseLayer } from "./network.ts";

/** The fast kernels leave out zeros of the left matrix where the right one has a multiple of so many columns. */
const COLUMNS = 32;

/** A weight is written out with no more than so many numbers for each entry; beyond, lists are as fast. */
const SPREAD = 64;

/** How many of the first samples are best left to the kernels in use; 0 where lists are better. */
export function samplesByKernels({ shape: [I, J], values }: SparseLayer, N: number): number {
  if (kernels() === reference || I * J > SPREAD * values.length) return 0;
  return N - (N % COLUMNS);
}

/**
 * Sᵀ = W Xᵀ for the first N samples: the kernels list what is not zero in the rows of W, and go over j in ascending order, as the
 * definition does. W is written out for as long as that takes.
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
