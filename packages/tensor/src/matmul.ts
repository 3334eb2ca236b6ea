import { matchAxes } from "./axes.ts";
import { commonDtype } from "./elementwise.ts";
import { kernels } from "./kernels/choice.ts";
import { zeros } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The matrix products, named as in BLAS: N for a factor as it is, T for a transposed factor. None of them moves data.
 *
 * Each entry has one accumulator and sums over k in ascending order.
 */

/**
 * C = A B, [m, k] · [k, n] → [m, n].
 *
 * @throws ShapeError when A and B disagree on k
 */
export function matmulNN(A: Tensor, B: Tensor): Tensor {
  const { M, N } = matchAxes("matmulNN", { A: [A, "MK"], B: [B, "KN"] });
  return matmulNNInto(zeros([M, N], commonDtype(A, B)), A, B);
}

/**
 * C = A Bᵀ, [m, k] · [n, k]ᵀ → [m, n].
 *
 * @throws ShapeError when A and B disagree on k
 */
export function matmulNT(A: Tensor, B: Tensor): Tensor {
  const { M, N } = matchAxes("matmulNT", { A: [A, "MK"], B: [B, "NK"] });
  return matmulNTInto(zeros([M, N], commonDtype(A, B)), A, B);
}

/**
 * C = Aᵀ B, [k, m]ᵀ · [k, n] → [m, n].
 *
 * @throws ShapeError when A and B disagree on k
 */
export function matmulTN(A: Tensor, B: Tensor): Tensor {
  const { M, N } = matchAxes("matmulTN", { A: [A, "KM"], B: [B, "KN"] });
  return matmulTNInto(zeros([M, N], commonDtype(A, B)), A, B);
}

/** {@link matmulNN} into an existing C, whose shape is not checked again. */
export function matmulNNInto(C: Tensor, A: Tensor, B: Tensor): Tensor {
  const [M, K] = A.shape;
  const N = B.shape[1];
  kernels().gemm({ M, N, K, A: A.data, aRow: K, aColumn: 1, B: B.data, bRow: N, bColumn: 1, C: C.data });
  return C;
}

/** {@link matmulNT} into an existing C, whose shape is not checked again. */
export function matmulNTInto(C: Tensor, A: Tensor, B: Tensor): Tensor {
  const [M, K] = A.shape;
  const N = B.shape[0];
  kernels().gemm({ M, N, K, A: A.data, aRow: K, aColumn: 1, B: B.data, bRow: 1, bColumn: K, C: C.data });
  return C;
}

/** {@link matmulTN} into an existing C, whose shape is not checked again. */
export function matmulTNInto(C: Tensor, A: Tensor, B: Tensor): Tensor {
  const [K, M] = A.shape;
  const N = B.shape[1];
  kernels().gemm({ M, N, K, A: A.data, aRow: 1, aColumn: M, B: B.data, bRow: N, bColumn: 1, C: C.data });
  return C;
}
