/** Σ c_k xᵏ, by Horner's rule. */
export function polynomial(coefficients: readonly number[], x: number): number {
  let sum = coefficients[coefficients.length - 1];
  for (let k = coefficients.length - 2; k >= 0; k--) sum = coefficients[k] + x * sum;
  return sum;
}
