import type { Data } from "../../tensor.ts";

/**
 * Whether no number is NaN or infinite. A sum that has met one of them is never finite again, so that a finite sum tells all. It is
 * taken in four parts, which do not wait for each other.
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
  // Large doubles may have an infinite sum.
  return Number.isFinite(a + b + c + d) || X.every((x) => Number.isFinite(x));
}
