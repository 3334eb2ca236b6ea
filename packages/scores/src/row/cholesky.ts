import { ValueError } from "@espalier/tensor";

/**
 * The lower triangle L of A = L Lᵀ, for a symmetric positive definite A [n, n], of which only the lower triangle is read.
 *
 * @throws ValueError when A is not positive definite, as far as doubles can tell
 * @see Golub & Van Loan 2013, "Matrix Computations", algorithm 4.2.1, row by row
 */
export function cholesky(who: string, A: Float64Array, n: number): Float64Array {
  const L = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = A[i * n + j];
      for (let k = 0; k < j; k++) sum -= L[i * n + k] * L[j * n + k];
      if (i > j) L[i * n + j] = sum / L[j * n + j];
      else if (sum > 0) L[i * n + i] = Math.sqrt(sum);
      else throw new ValueError(who, "a positive definite matrix", `the pivot ${sum} in row ${i}`);
    }
  return L;
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
