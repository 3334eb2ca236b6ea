import type { Data } from "../../tensor.ts";
import type { WeightedSums } from "../kernels.ts";
import { gemm } from "./gemm.ts";

/**
 * Samples that are summed in f32 before their sum is added in f64. A sum of n terms of one sign is off by (n − 1) 2⁻²⁴ at most, relative to it, so
 * that few samples lose little.
 */
export const SUMMED = 128;

/** Gᵀ(X − c) and Gᵀ(X − c)², and both with a G of ones. */
export function weightedSums(sums: WeightedSums): void {
  const { N, first, second, equal } = sums;
  if (sums.precision === "f64") return sumInto(sums, 0, N, [first, second, equal.first, equal.second]);
  const totals = [first, second, equal.first, equal.second];
  for (const total of totals) total.fill(0);
  const parts = totals.map(({ length }) => new Float32Array(length));
  for (let from = 0; from < N; from += SUMMED) {
    sumInto(sums, from, Math.min(N, from + SUMMED), parts);
    for (const [which, total] of totals.entries())
      for (let at = 0; at < total.length; at++) total[at] += parts[which][at];
  }
}

/** The four sums of the samples n with from ≤ n < to, in the precision of the results. */
function sumInto(
  { I, J, X, shift, G }: WeightedSums,
  from: number,
  to: number,
  [first, second, equalFirst, equalSecond]: readonly Data[],
): void {
  const N = to - from;
  const copy = (source: ArrayLike<number>): Data =>
    first instanceof Float32Array ? Float32Array.from(source) : Float64Array.from(source);
  const [c, centred] = [copy(shift), copy(X.subarray(from * J, to * J))];
  for (let at = 0; at < centred.length; at++) centred[at] -= c[at % J];
  const squared = centred.map((x) => x * x);
  const weights = copy(G.subarray(from * I, to * I));
  const product = { M: I, N: J, K: N, A: weights, aRow: 1, aColumn: I, bRow: J, bColumn: 1 };
  gemm({ ...product, B: centred, C: first });
  gemm({ ...product, B: squared, C: second });
  const column = { ...product, M: 1, A: copy([1]), aColumn: 0 };
  gemm({ ...column, B: centred, C: equalFirst });
  gemm({ ...column, B: squared, C: equalSecond });
}
