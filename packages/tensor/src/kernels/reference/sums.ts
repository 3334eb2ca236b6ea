import { exp, log } from "../../elementary/index.ts";
import type { ColumnSums, Lines, LogSumExp, NegativeSums, Softmax } from "../kernels.ts";

/** Σ_n x for each column, n ascending. */
export function columnSums({ X, sums }: ColumnSums): void {
  const totals = new Float64Array(sums.length);
  for (let start = 0; start < X.length; start += totals.length)
    for (let i = 0; i < totals.length; i++) totals[i] += X[start + i];
  sums.set(totals);
}

/** The number of partial sums of a single column, which are added in order at the end. */
export const PARTS = 8;

/**
 * z ← Σ_n c min(x, 0) for each column, n ascending. A single column is summed in eight parts, each of every eighth
 * entry, which are added from the first to the last: eight independent additions hide the latency of one.
 */
export function negativeSums({ X, c, sums }: NegativeSums): void {
  const isOne = sums.length === 1;
  const totals = new Float64Array(isOne ? PARTS : sums.length);
  addNegative(totals, X, c);
  if (isOne) sums[0] = totals.reduce((sum, part) => sum + part, 0);
  else sums.set(totals);
}

function addNegative(sums: Float64Array, X: NegativeSums["X"], c: NegativeSums["c"]): void {
  for (let start = 0; start < X.length; start += sums.length) {
    const width = Math.min(sums.length, X.length - start);
    for (let i = 0; i < width; i++) {
      const x = X[start + i];
      if (!(x > 0)) sums[i] += c[start + i] * x;
    }
  }
}

/** y ← log Σ exp x along each line, around the largest x. */
export function logSumExp(lines: LogSumExp): void {
  const { Y } = lines;
  for (let line = 0; line < Y.length; line++) {
    const first = startOf(line, lines);
    const largest = largestOn(first, lines);
    Y[line] = logOfTotal(largest, totalAround(largest, first, lines));
  }
}

/** ∞ − ∞ would be NaN, but the sum is ∞. */
export const logOfTotal = (largest: number, total: number): number =>
  Math.abs(largest) === Infinity ? largest : largest + log(total);

/** p ← exp(x − largest) / Σ exp(x − largest) along each line. */
export function softmax(lines: Softmax): void {
  const { X, length, step, P } = lines;
  for (let line = 0; line < X.length / length; line++) {
    const first = startOf(line, lines);
    const largest = largestOn(first, lines);
    const total = totalAround(largest, first, lines);
    for (let n = 0, k = first; n < length; n++, k += step) P[k] = exp(X[k] - largest) / total;
  }
}

/** The largest x of a line, NaN if there is one. */
function largestOn(first: number, { X, length, step }: Lines): number {
  let largest = -Infinity;
  for (let n = 0, k = first; n < length; n++, k += step) largest = Math.max(largest, X[k]);
  return largest;
}

/**
 * Σ exp(x − largest) of a line, at least 1: nothing overflows, and the logarithm and the quotient exist. The even entries are
 * summed in one part, the odd ones in another.
 */
function totalAround(largest: number, first: number, { X, length, step }: Lines): number {
  let [even, odd] = [0, 0];
  for (let n = 0, k = first; n < length; n++, k += step) {
    const term = exp(X[k] - largest);
    if (n % 2 === 0) even += term;
    else odd += term;
  }
  return even + odd;
}

/** Where a line begins, in an X seen as [outer, length, step]. */
const startOf = (line: number, { length, step }: Lines): number =>
  Math.floor(line / step) * length * step + (line % step);
