import type { Data } from "@espalier/tensor";
import type { SparseLayer } from "./network.ts";

/**
 * S = X Wᵀ from the sample `from` on, four at a time: each entry of the list is read once for four independent sums. Each sum goes over j in
 * ascending order, as in a matrix product, so this changes the speed but no bit.
 */
export function productInDouble(
  { shape: [I, J], starts, columns, values }: SparseLayer,
  from: number,
  X: Data,
  S: Data,
): void {
  const N = S.length / I;
  const fours = N - ((N - from) % 4);
  for (let n = from; n < fours; n += 4)
    for (let i = 0; i < I; i++) {
      const end = starts[i + 1];
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let p = starts[i]; p < end; p++) {
        const W_ij = values[p];
        const x = n * J + columns[p];
        s0 += X[x] * W_ij;
        s1 += X[x + J] * W_ij;
        s2 += X[x + 2 * J] * W_ij;
        s3 += X[x + 3 * J] * W_ij;
      }
      const s = n * I + i;
      S[s] = s0;
      S[s + I] = s1;
      S[s + 2 * I] = s2;
      S[s + 3 * I] = s3;
    }
  for (let n = fours; n < N; n++)
    for (let i = 0; i < I; i++) {
      let sum = 0;
      for (let p = starts[i]; p < starts[i + 1]; p++) sum += X[n * J + columns[p]] * values[p];
      S[n * I + i] = sum;
    }
}

/** The same in single precision, where every product and every sum is rounded to it. */
export function productInSingle(
  { shape: [I, J], starts, columns, values }: SparseLayer,
  from: number,
  X: Data,
  S: Data,
): void {
  const N = S.length / I;
  const fours = N - ((N - from) % 4);
  const { fround } = Math;
  for (let n = from; n < fours; n += 4)
    for (let i = 0; i < I; i++) {
      const end = starts[i + 1];
      let [s0, s1, s2, s3] = [0, 0, 0, 0];
      for (let p = starts[i]; p < end; p++) {
        const W_ij = values[p];
        const x = n * J + columns[p];
        s0 = fround(s0 + fround(X[x] * W_ij));
        s1 = fround(s1 + fround(X[x + J] * W_ij));
        s2 = fround(s2 + fround(X[x + 2 * J] * W_ij));
        s3 = fround(s3 + fround(X[x + 3 * J] * W_ij));
      }
      const s = n * I + i;
      S[s] = s0;
      S[s + I] = s1;
      S[s + 2 * I] = s2;
      S[s + 3 * I] = s3;
    }
  for (let n = fours; n < N; n++)
    for (let i = 0; i < I; i++) {
      let sum = 0;
      for (let p = starts[i]; p < starts[i + 1]; p++)
        sum = fround(sum + fround(X[n * J + columns[p]] * values[p]));
      S[n * I + i] = sum;
    }
}
