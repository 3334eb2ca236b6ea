import type { Tensor } from "@espalier/tensor";
import type { Head } from "@espalier/network";

/** The head over outputs [n, m], in double precision. */
export function withHead(head: Head | undefined, { shape, data }: Tensor): Float64Array {
  const [N, M] = shape;
  const result = Float64Array.from(data);
  if (head === undefined) return result;
  for (let n = 0; n < N; n++) {
    const row = result.subarray(n * M, (n + 1) * M);
    const largest = row.reduce((most, x) => Math.max(most, x));
    const logarithm = largest + Math.log(row.reduce((sum, x) => sum + Math.exp(x - largest), 0));
    for (let m = 0; m < M; m++)
      row[m] = head === "softmax" ? Math.exp(row[m] - logarithm) : row[m] - logarithm;
  }
  return result;
}
