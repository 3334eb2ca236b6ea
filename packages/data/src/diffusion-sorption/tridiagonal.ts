/**
 * A tridiagonal matrix A [N, N], its three diagonals stored by row:
 *
 *   (A x)_k = lower_k x_{k−1} + diagonal_k x_k + upper_k x_{k+1}
 *
 * lower_0 and upper_{N−1} lie outside of the matrix and are never read.
 */
export interface Tridiagonal {
  readonly lower: Float64Array;
  readonly diagonal: Float64Array;
  readonly upper: Float64Array;
}

/** The zero matrix [size, size]. */
export const tridiagonal = (size: number): Tridiagonal => ({
  lower: new Float64Array(size),
  diagonal: new Float64Array(size),
  upper: new Float64Array(size),
});

/**
 * A = L U, written over A: `lower` becomes that of L, whose diagonal is 1, and `diagonal` one over the diagonal of U, since
 * many right-hand sides follow and a division is slower than a product. `upper` is that of U already.
 *
 * Rows are not exchanged. That is safe for a diagonally dominant matrix, as 1/(γh) − J is in diffusion at any step
 * short enough to be accurate; elsewhere a vanishing pivot gives Infinity or NaN.
 *
 * @see Golub & Van Loan 2013, "Matrix Computations", §4.3.6
 */
export function factorize({ lower, diagonal, upper }: Tridiagonal): void {
  diagonal[0] = 1 / diagonal[0];
  for (let k = 1; k < diagonal.length; k++) {
    lower[k] *= diagonal[k - 1];
    diagonal[k] = 1 / (diagonal[k] - lower[k] * upper[k - 1]);
  }
}

/** Solves A x = b in place, `x` holding b before: L y = b downwards, U x = y upwards. A has been {@link factorize}d. */
export function solve({ lower, diagonal, upper }: Tridiagonal, x: Float64Array): void {
  const last = x.length - 1;
  for (let k = 1; k <= last; k++) x[k] -= lower[k] * x[k - 1];
  x[last] *= diagonal[last];
  for (let k = last - 1; k >= 0; k--) x[k] = (x[k] - upper[k] * x[k + 1]) * diagonal[k];
}
