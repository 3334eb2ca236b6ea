/**
 * The pseudo-inverse of a small symmetric matrix without negative eigenvalues, row by row: on its range the inverse, and 0 beside it.
 *
 * The matrix is scaled to a diagonal of 1 first, so that entries of very different sizes do not hide each other, and taken apart by Jacobi's
 * rotations. An eigenvalue below n times the rounding error counts as 0.
 *
 * @see Golub & Van Loan 2013, "Matrix Computations", §8.5
 */
export function pseudoInverse(H: ArrayLike<number>, n: number): Float64Array {
  const scale = Float64Array.from({ length: n }, (_, u) =>
    H[u * n + u] > 0 ? 1 / Math.sqrt(H[u * n + u]) : 0,
  );
  const A = Float64Array.from(H, (h, uv) => h * scale[Math.floor(uv / n)] * scale[uv % n]);
  const V = Float64Array.from({ length: n * n }, (_, uv) => Number(uv % (n + 1) === 0));
  for (let sweep = 0; sweep < SWEEPS && !isDiagonal(A, n); sweep++)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(A, V, n, p, q);
  const least = 8 * n * Number.EPSILON;
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    if (A[k * n + k] <= least) continue;
    for (let u = 0; u < n; u++)
      for (let v = 0; v < n; v++)
        inverse[u * n + v] += (scale[u] * V[u * n + k] * (scale[v] * V[v * n + k])) / A[k * n + k];
  }
  return inverse;
}

/** A sweep roughly squares the entries beside the diagonal; twenty are more than are ever needed. */
const SWEEPS = 20;

function isDiagonal(A: Float64Array, n: number): boolean {
  return A.every((a, uv) => uv % (n + 1) === 0 || Math.abs(a) < Number.EPSILON / n);
}

/** A ← Rᵀ A R with A_pq = 0, and V ← V R. */
function rotate(A: Float64Array, V: Float64Array, n: number, p: number, q: number): void {
  const a = A[p * n + q];
  if (a === 0) return;
  const theta = (A[q * n + q] - A[p * n + p]) / (2 * a);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (M: Float64Array, at: number, to: number): void => {
    const [x, y] = [M[at], M[to]];
    M[at] = c * x - s * y;
    M[to] = s * x + c * y;
  };
  for (let k = 0; k < n; k++) turn(A, k * n + p, k * n + q);
  for (let k = 0; k < n; k++) turn(A, p * n + k, q * n + k);
  for (let k = 0; k < n; k++) turn(V, k * n + p, k * n + q);
}
