import { cholesky, inverseOf } from "../../row/cholesky.ts";

/**
 * The cost of removing the weights of a row one after the other, always the cheapest first, while the remaining ones compensate. The
 * next one is q, at a cost of w_q² / [H⁻¹]_qq, and then
 *
 *     w ← w − H⁻¹_:q w_q / [H⁻¹]_qq        H⁻¹ ← H⁻¹ − H⁻¹_:q H⁻¹_q: / [H⁻¹]_qq
 *
 * The costs of the first r add up to the least (W_S, −δ)ᵀ H (W_S, −δ) of these r. A weight that becomes cheap after the removal of
 * another one gets the cost of that one, so that every ranking removes it later.
 *
 * @param W the row [j]
 * @param H symmetric and positive definite, [j, j]
 * @throws ValueError when it is not
 * @see Hassibi & Stork 1993, "Second order derivatives for network pruning: Optimal Brain Surgeon", without its ½
 */
export function eliminationCosts(who: string, W: ArrayLike<number>, H: Float64Array): Float64Array {
  const J = W.length;
  const w = Float64Array.from(W);
  const inverse = inverseOf(cholesky(who, H, J), J);
  const costs = new Float64Array(J);
  const costOf = (j: number): number => w[j] * (w[j] / inverse[j * J + j]);
  const left = Uint32Array.from(costs.keys());
  let most = 0;
  for (let n = J; n > 0; n--) {
    let best = 0;
    for (let a = 1; a < n; a++) if (costOf(left[a]) < costOf(left[best])) best = a;
    const q = left[best];
    costs[q] = most = Math.max(most, costOf(q));
    left.copyWithin(best, best + 1, n); // keeps their order, which decides ties
    const own = inverse[q * J + q];
    const row = inverse.slice(q * J, (q + 1) * J);
    for (let a = 0; a < n - 1; a++) {
      const j = left[a];
      const share = row[j] / own;
      w[j] -= share * w[q];
      for (let b = 0; b < n - 1; b++) inverse[j * J + left[b]] -= share * row[left[b]];
    }
  }
  return costs;
}
