import type { Gemm } from "../kernels.ts";

/**
 * A 4 × 4 tile of C at a time, in sixteen local variables, which V8 keeps in registers. Each still sums over k in
 * ascending order, so the tile changes the speed and no bit.
 */
export function gemm(product: Gemm): void {
  if (product.C instanceof Float32Array) return gemmSingle(product);
  const { M, N } = product;
  const tiledM = M - (M % 4);
  const tiledN = N - (N % 4);
  for (let m = 0; m < tiledM; m += 4) for (let n = 0; n < tiledN; n += 4) tile(product, m, n);
  edge(product, 0, tiledM, tiledN, N);
  edge(product, tiledM, M, 0, N);
}

/**
 * In single precision every product and every sum is rounded to it, as arithmetic in single precision does. A tile would be
 * no faster, since the rounding takes the time, and the loop above is faster if it only ever sees one kind of array.
 */
function gemmSingle({ M, N, K, A, aRow, aColumn, B, bRow, bColumn, C }: Gemm): void {
  for (let m = 0; m < M; m++)
    for (let n = 0; n < N; n++) {
      let sum = 0;
      for (let k = 0; k < K; k++)
        sum = Math.fround(sum + Math.fround(A[m * aRow + k * aColumn] * B[k * bRow + n * bColumn]));
      C[m * N + n] = sum;
    }
}

/** The entries of C that do not fill a tile, one by one. */
function edge(product: Gemm, fromM: number, toM: number, fromN: number, toN: number): void {
  const { N, K, A, aRow, aColumn, B, bRow, bColumn, C } = product;
  for (let m = fromM; m < toM; m++)
    for (let n = fromN; n < toN; n++) {
      let sum = 0;
      for (let k = 0; k < K; k++) sum += A[m * aRow + k * aColumn] * B[k * bRow + n * bColumn];
      C[m * N + n] = sum;
    }
}

function tile({ N, K, A, aRow, aColumn, B, bRow, bColumn, C }: Gemm, m: number, n: number): void {
  let [c00, c01, c02, c03] = [0, 0, 0, 0];
  let [c10, c11, c12, c13] = [0, 0, 0, 0];
  let [c20, c21, c22, c23] = [0, 0, 0, 0];
  let [c30, c31, c32, c33] = [0, 0, 0, 0];
  let a = m * aRow;
  let b = n * bColumn;
  for (let k = 0; k < K; k++, a += aColumn, b += bRow) {
    const b0 = B[b];
    const b1 = B[b + bColumn];
    const b2 = B[b + 2 * bColumn];
    const b3 = B[b + 3 * bColumn];
    const a0 = A[a];
    c00 += a0 * b0;
    c01 += a0 * b1;
    c02 += a0 * b2;
    c03 += a0 * b3;
    const a1 = A[a + aRow];
    c10 += a1 * b0;
    c11 += a1 * b1;
    c12 += a1 * b2;
    c13 += a1 * b3;
    const a2 = A[a + 2 * aRow];
    c20 += a2 * b0;
    c21 += a2 * b1;
    c22 += a2 * b2;
    c23 += a2 * b3;
    const a3 = A[a + 3 * aRow];
    c30 += a3 * b0;
    c31 += a3 * b1;
    c32 += a3 * b2;
    c33 += a3 * b3;
  }
  const c = m * N + n;
  store(C, c, c00, c01, c02, c03);
  store(C, c + N, c10, c11, c12, c13);
  store(C, c + 2 * N, c20, c21, c22, c23);
  store(C, c + 3 * N, c30, c31, c32, c33);
}

function store(C: Gemm["C"], at: number, c0: number, c1: number, c2: number, c3: number): void {
  C[at] = c0;
  C[at + 1] = c1;
  C[at + 2] = c2;
  C[at + 3] = c3;
}
