import { COTANGENT } from "./coefficients.ts";
import { exp } from "./exp.ts";
import { polynomial } from "./polynomial.ts";

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
