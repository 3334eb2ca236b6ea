import type { Data } from "../../tensor.ts";

/**
 * Whether no number is NaN or infinite. A sum with such a term is never finite, so a finite sum proves that all terms are. It is
 * taken in four independent parts, which a processor adds in parallel.
 */
export function areFinite(X: Data): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const fours = X.length - (X.length % 4);
  for (let at = 0; at < fours; at += 4) {
    a += X[at];
    b += X[at + 1];
    c += X[at + 2];
    d += X[at + 3];
  }
  for (let at = fours; at < X.length; at++) a += X[at];
  // Finite doubles may have an infinite sum.
  return Number.isFinite(a + b + c + d) || X.every((x) => Number.isFinite(x));
}
