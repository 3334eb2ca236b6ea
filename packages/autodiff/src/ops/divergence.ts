import { kernels, matchAxes } from "@espalier/tensor";
import * as elementary from "@espalier/tensor/elementary";
import type { Tensor } from "@espalier/tensor";

/**
 * Σ_n KL(softmax y⁰ ‖ softmax y), in f64 for logits in either precision. It keeps its digits where both nearly agree.
 *
 * @param y logits [n, m]
 * @param y0 the logits of the reference [n, m]
 * @throws ShapeError when y and y⁰ differ in shape
 */
export function divergenceOfSoftmax(y: Tensor, y0: Tensor): number {
  const { N, M } = matchAxes("divergenceOfSoftmax", { y: [y, "NM"], y0: [y0, "NM"] });
  const P0 = probabilitiesOf(y0);
  let sum = 0;
  for (let from = 0; from < N * M; from += M) sum += rowDivergence(y, y0, P0, from, from + M);
  return sum;
}

/** Softmax of each row of logits [n, m], in f64 for logits in either precision. */
export function probabilitiesOf(y: Tensor): Float64Array {
  const { M } = matchAxes("probabilitiesOf", { y: [y, "NM"] });
  const arena = kernels().arena();
  try {
    const [X, P] = [arena.doubles(y.data.length), arena.doubles(y.data.length)]; // where the kernels are fast
    X.set(y.data);
    kernels().softmax({ X, length: M, step: 1, P });
    return P.slice();
  } finally {
    arena.release();
  }
}

/**
 * KL(p⁰ ‖ p) of a row, by the changes of its logits around their mean, t = c − Σ p⁰ c with c = y − y⁰:
 *
 *     Σ p⁰ (log p⁰ − log p) = log Σ p⁰ exp t = log (1 + Σ p⁰ (exp t − 1 − t))        since Σ p⁰ t = 0
 *
 * No term of the last sum is negative. So no digit is lost where both rows agree, the result is never negative, and equal rows give
 * exactly 0.
 */
function rowDivergence(y: Tensor, y0: Tensor, P0: Float64Array, from: number, to: number): number {
  let mean = 0;
  for (let at = from; at < to; at++) mean += P0[at] * (y.data[at] - y0.data[at]);
  let total = 0;
  let largest = -Infinity;
  for (let at = from; at < to; at++) {
    const t = y.data[at] - y0.data[at] - mean;
    total += P0[at] * beyondTangent(t);
    largest = Math.max(largest, t);
  }
  if (largest < LARGE) return elementary.log1p(total);
  // Here exp t may overflow, and a p⁰ beside it underflow: log Σ p⁰ exp t = log Σ exp y − log Σ exp y⁰ − Σ p⁰ c.
  return Math.max(0, logSumExp(y, from, to) - logSumExp(y0, from, to) - mean);
}

/** exp t is finite up to here, and p⁰ exp t negligible where p⁰ is too small for f64. */
const LARGE = 600;

/** exp t − 1 − t ≥ 0: for |t| ≤ 1 by its series t²/2 (1 + t/3 (1 + t/4 (…))), whose next factor is less than half a unit in the last place. */
function beyondTangent(t: number): number {
  if (Math.abs(t) > 1) return elementary.expm1(t) - t;
  let sum = 1;
  for (let k = 19; k >= 3; k--) sum = 1 + (t * sum) / k;
  return ((t * t) / 2) * sum;
}

function logSumExp({ data }: Tensor, from: number, to: number): number {
  let largest = -Infinity;
  for (let at = from; at < to; at++) largest = Math.max(largest, data[at]);
  let sum = 0;
  for (let at = from; at < to; at++) sum += elementary.exp(data[at] - largest);
  return largest + elementary.log(sum);
}
