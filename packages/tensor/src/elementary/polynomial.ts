/*
 * The polynomials of the elementary functions stand beside them, their lowest term first. They are near-minimax: interpolated at Chebyshev
 * points in 40 digits and rounded once, by test/fixtures/coefficients.py, which says of each what it is for.
 */

/** Σ c_k xᵏ, by Horner's rule. */
export function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[coefficients.length - 1];
  for (let k = coefficients.length - 2; k >= 0; k--) sum = coefficients[k] + x * sum;
  return sum;
}
