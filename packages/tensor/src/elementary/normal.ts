import { ERROR, TAIL } from "./coefficients.ts";
import { expOfSum } from "./exp.ts";
import { polynomial } from "./polynomial.ts";

export const SQRT_TWO_PI = 2.5066282746310007;

/** erf x = 2/√π ∫₀ˣ exp(−t²) dt, to less than 2 ulp; odd. */
export function erf(x: number): number {
  if (Math.abs(x) > 1) return Math.sign(x) * (1 - erfc(Math.abs(x)));
  return x + x * polynomial(ERROR, x * x);
}

/** erfc x = 1 − erf x, to a relative error below 1e−15: for large x too, where the difference has no digit left. */
export function erfc(x: number): number {
  const tail = 2 * beyond(x, 1 / 2);
  return x > 0 ? tail : 2 - tail;
}

/** The standard normal distribution function Φ(x), to a relative error below 1e−15, in the lower tail too. */
export function normalCdf(x: number): number {
  const tail = beyond(x, 1);
  return x > 0 ? 1 - tail : tail;
}

/** The standard normal density φ(x), to a relative error below 1e−15. */
export const normalPdf = (x: number): number => gaussian(x, 1) / SQRT_TWO_PI;

/** GELU, x Φ(x). */
export const gelu = (x: number): number => x * normalCdf(x);

/** The slope of GELU, Φ(x) + x φ(x). */
export const geluSlope = (x: number): number => normalCdf(x) + x * normalPdf(x);

/**
 * The probability of more than |x| under a normal distribution of mean 0 and the given variance.
 *
 * With u = |x| / √(2 variance) it is ½ erfc u, and (1 + 2u) exp(u²) erfc u stays between 1 and 1.3: a polynomial in
 * (u − 4) / (u + 4) gives it for all u. It is written as 1 + w P(w − 1) with w = 2u / (u + 4), which is exact at u = 0.
 *
 * @see Schonfelder 1978, "Chebyshev expansions for the error and related functions", Math. Comp. 32, for such a variable
 */
function beyond(x: number, variance: number): number {
  const u = within(x) / Math.sqrt(2 * variance);
  const w = (2 * u) / (u + 4);
  return (gaussian(x, variance) * (1 + w * polynomial(TAIL, w - 1))) / (2 + 4 * u);
}

/** exp(−x² / (2 variance)), the square in two parts: rounded, it would cost the result a relative error of x² ε. */
function gaussian(x: number, variance: number): number {
  const a = within(x);
  const head = Math.fround(a); // 24 bits, so that its square is exact
  const tail = (a - head) * (a + head);
  return expOfSum(-(head * head) / (2 * variance), -tail / (2 * variance));
}

/** |x|, but no more than where exp(−x² / 2) is 0. */
const within = (x: number): number => (Math.abs(x) > 40 ? 40 : Math.abs(x));
