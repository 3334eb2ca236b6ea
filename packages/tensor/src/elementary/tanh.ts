import { exp } from "./exp.ts";
import { polynomial } from "./polynomial.ts";

/** a coth a = 1 + z P(z), with z = a²; |a| ≤ ¾ */
export const COTANGENT: readonly number[] = [
  0.3333333333333333, -0.022222222222220023, 0.0021164021162977113, -0.00021164020972811302,
  2.1377781576546903e-5, -2.16431321241372e-6, 2.189808869321744e-7, -2.171277468631873e-8,
  1.750889621419143e-9,
];

/**
 * tanh x, to less than 2 ulp; odd.
 *
 * Up to |x| = ¾ as x / (x coth x), whose denominator is 1 and a little; beyond as 1 − 2 / (exp(2|x|) + 1), where the
 * subtraction takes no digit.
 */
export function tanh(x: number): number {
  const a = Math.abs(x) > 22 ? 22 : Math.abs(x); // there tanh has long arrived at 1
  if (a > 0.75) return Math.sign(x) * (1 - 2 / (exp(2 * a) + 1));
  return x / (1 + x * x * polynomial(COTANGENT, x * x));
}

/** The slope of tanh, 1 / cosh² x. 1 − tanh² x is equal on paper, but cancels once tanh is near ±1. */
export function tanhSlope(x: number): number {
  const e = exp(-2 * Math.abs(x));
  return (4 * e) / ((1 + e) * (1 + e));
}
