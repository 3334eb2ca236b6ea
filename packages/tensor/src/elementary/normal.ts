import { expOfSum } from "./exp.ts";
import { polynomial } from "./polynomial.ts";

/** erf x = x + x P(z), with z = x²; |x| ≤ 1 */
export const ERROR: readonly number[] = [
  0.12837916709551256, -0.37612638903183543, 0.11283791670945006, -0.026866170643237756, 0.00522397760711629,
  -0.00085483259753831, 0.00012055294904636254, -1.4924736903400467e-5, 1.6447424652465915e-6,
  -1.6208483403447765e-7, 1.3720062786965285e-8, -7.795895477815158e-10,
];

/** (1 + 2u) exp(u²) erfc u = 1 + (1 + t) P(t), with t = (u − 4) / (u + 4); 0 ≤ u ≤ 29, where erfc is 0 */
export const TAIL: readonly number[] = [
  0.23299511862555247, -0.3726162354661151, 0.38799588756874415, -0.31989883331403113, 0.21885976727724085,
  -0.1251269322798919, 0.05879656647738954, -0.02162905091922587, 0.0054313167652638335,
  -0.0003993470101274923, -0.00035842575909146097, 0.00015917045574951832, -8.55029735384716e-6,
  -1.5854199761339778e-5, 4.63401486858092e-6, 1.0879984791105883e-6, -7.924500521187539e-7,
  -4.9728839381832665e-8, 1.1575204088430265e-7, 5.879060034351043e-9, -1.3370776048108556e-8,
  -2.620444433603932e-9,
];

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
