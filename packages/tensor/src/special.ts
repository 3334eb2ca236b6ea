/** erf x = 2/√π ∫₀ˣ exp(−t²) dt, to a relative error below 1e−15; odd. */
export function erf(x: number): number {
  if (Math.abs(x) > 1 / 2) return Math.sign(x) * (1 - erfc(Math.abs(x)));
  // Every term has the sign of x, so that nothing cancels near 0 (DLMF 7.6.2).
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 2 ** -54; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * gaussian(x, 1 / 2) * sum;
}

/** erfc x = 1 − erf x, to a relative error below 1e−15: for large x too, where the difference has no digit left. */
export const erfc = (x: number): number => 2 * beyond(x, 1 / 2);

/** The standard normal distribution function Φ(x), to a relative error below 1e−15, in the lower tail too. */
export const normalCdf = (x: number): number => beyond(-x, 1);

/** The standard normal density φ(x), to a relative error below 1e−15. */
export const normalPdf = (x: number): number => gaussian(x, 1) / Math.sqrt(2 * Math.PI);

/** The midpoints t = ¼, ¾, … of steps of ½, as t² and exp(−t²), up to where exp(−t²) is lost in a sum of doubles. */
const MIDPOINTS = Array.from({ length: 12 }, (_, k) => (k / 2 + 1 / 4) ** 2).map((tt) => [tt, Math.exp(-tt)]);

/**
 * The probability of more than x under a normal distribution of mean 0 and the given variance.
 *
 * With u = x / √(2 variance) it is u/π exp(−u²) ∫₀^∞ exp(−t²) / (u² + t²) dt (DLMF 7.7.1). The midpoint rule in
 * steps of ½ has an error of exp(−4π²), below the last bit, once the share of the pole at t = iu is added; from
 * u = 2π on, the pole is too far from the path to have one.
 *
 * @see Hunter & Regan 1972, "A note on the evaluation of the complementary error function", Math. Comp. 26
 */
function beyond(x: number, variance: number): number {
  if (x < 0) return 1 - beyond(-x, variance);
  const u = x / Math.sqrt(2 * variance);
  let integral = 0;
  for (const [tt, weight] of MIDPOINTS) integral += weight / (u + tt / u); // u / (u² + t²), for u = 0 and ∞ as well
  const pole = u < 2 * Math.PI ? 1 / (1 + Math.exp(4 * Math.PI * u)) : 0;
  return (gaussian(x, variance) * integral) / (2 * Math.PI) + pole;
}

/** exp(−x² / (2 variance)), the square in two parts: rounded, it would cost the result a relative error of x² ε. */
function gaussian(x: number, variance: number): number {
  if (x * x > 1600 * variance) return 0; // exp(−800) is below the smallest double
  const head = Math.fround(x); // 24 bits, so that its square is exact
  const tail = (x - head) * (x + head);
  return Math.exp((-head * head) / (2 * variance)) * Math.exp(-tail / (2 * variance));
}
