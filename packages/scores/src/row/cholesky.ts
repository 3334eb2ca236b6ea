import { ValueError } from "@espalier/tensor";

/** Rows that are computed together: as many sums at a time hide the latency of a subtraction. */
const TOGETHER = 4;

/**
 * The lower triangle L of A = L Lᵀ, for a symmetric positive definite A [n, n], of which only the lower triangle is read:
 *
 *     L_ij = (A_ij − Σ_k L_ik L_jk) / L_jj        L_ii = √(A_ii − Σ_k L_ik²)        k < j, ascending
 *
 * @throws ValueError when A is not positive definite, as far as doubles can tell
 * @see Golub & Van Loan 2013, "Matrix Computations", algorithm 4.2.1, row by row
 */
export function cholesky(who: string, A: Float64Array, n: number): Float64Array {
  const L = new Float64Array(n * n);
  for (let top = 0; top < n; top += TOGETHER) {
    // The part of each row that the rows above it give, for all of these rows at once …
    if (top + TOGETHER <= n) for (let j = 0; j < top; j++) fourEntries(L, A, n, top, j);
    // … and the rest, row by row.
    for (let i = top; i < Math.min(n, top + TOGETHER); i++)
      for (let j = top + TOGETHER <= n ? top : 0; j <= i; j++) {
        let sum = A[i * n + j];
        for (let k = 0; k < j; k++) sum -= L[i * n + k] * L[j * n + k];
        if (i > j) L[i * n + j] = sum / L[j * n + j];
        else if (sum > 0) L[i * n + i] = Math.sqrt(sum);
        else throw new ValueError(who, "a positive definite matrix", `the pivot ${sum} in row ${i}`);
      }
  }
  return L;
}

/** L_ij for four rows i from `top` on, all below row j. */
function fourEntries(L: Float64Array, A: Float64Array, n: number, top: number, j: number): void {
  const [i0, i1, i2, i3] = [top * n, (top + 1) * n, (top + 2) * n, (top + 3) * n];
  const above = j * n;
  let [s0, s1, s2, s3] = [A[i0 + j], A[i1 + j], A[i2 + j], A[i3 + j]];
  for (let k = 0; k < j; k++) {
    const L_jk = L[above + k];
    s0 -= L[i0 + k] * L_jk;
    s1 -= L[i1 + k] * L_jk;
    s2 -= L[i2 + k] * L_jk;
    s3 -= L[i3 + k] * L_jk;
  }
  const pivot = L[above + j];
  L[i0 + j] = s0 / pivot;
  L[i1 + j] = s1 / pivot;
  L[i2 + j] = s2 / pivot;
  L[i3 + j] = s3 / pivot;
}

/** Overwrites b [n] by the x of L Lᵀ x = b. */
export function solveInPlace(L: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let sum = b[i];
    for (let k = 0; k < i; k++) sum -= L[i * n + k] * b[k];
    b[i] = sum / L[i * n + i];
  }
  // Lᵀ by the rows of L, which lie together in memory.
  for (let i = n - 1; i >= 0; i--) {
    b[i] /= L[i * n + i];
    for (let k = 0; k < i; k++) b[k] -= L[i * n + k] * b[i];
  }
}

/** (L Lᵀ)⁻¹ [n, n], a row at a time. */
export function inverseOf(L: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = inverse.subarray(i * n, (i + 1) * n);
    row[i] = 1;
    solveInPlace(L, row);
  }
  return inverse;
}
