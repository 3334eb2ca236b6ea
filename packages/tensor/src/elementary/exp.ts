/** log 2 in two parts: the first has 33 bits, so that a product with an exponent is exact. */
export const LOG2_HIGH = 0.6931471804855391;
export const LOG2_LOW = 7.440617110012397e-11;

/** r (eʳ + 1) / (eʳ − 1) = 2 + t P(t), an even function of r, with t = r²; |r| ≤ ½ log 2 */
export const EXPONENTIAL: readonly number[] = [
  0.1666666666666666, -0.002777777777756457, 6.613756471707063e-5, -1.6534060164712672e-6,
  4.1437725054231025e-8,
];

const [P0, P1, P2, P3, P4] = EXPONENTIAL;

/** Added and subtracted again, it rounds a small number to a whole one: 3 · 2⁵¹, whose last bit is worth 1. */
export const ROUND: number = 3 * 2 ** 51;

/** The powers of 2 from the lowest on, whose products are all powers that there are. */
const LOWEST = -538;
const POWERS = /* @__PURE__ */ powersOfTwo(1562);

/** 2ᵏ y in two steps, as 2ᵏ itself may not be a double; rounded once, since the first product is exact. */
export function timesPower(y: number, k: number): number {
  const half = k >> 1;
  return y * POWERS[half - LOWEST] * POWERS[k - half - LOWEST];
}

/** eˣ, to less than 1 ulp; 0 and ∞ beyond the range of doubles. */
export const exp = (x: number): number => expOfSum(x, 0);

/**
 * exp(x + rest) for a rest that is small beside x or 1, to less than 1 ulp of the sum: as accurate as if x had more digits.
 *
 * With x = k log 2 + r and |r| ≤ ½ log 2 it is 2ᵏ eʳ, and eʳ = 1 + r + r c / (2 − c) with c = r − r² P(r²): so r, which is
 * the larger part, is never rounded with a digit lost.
 *
 * @see the scheme: fdlibm, Sun Microsystems 1993, e_exp.c; Cody & Waite 1980, "Software Manual for the Elementary Functions"
 */
export function expOfSum(x: number, rest: number): number {
  const X = x > 710 ? 710 : x < -746 ? -746 : x; // there exp has long arrived at ∞ and 0
  const k = X * Math.LOG2E + ROUND - ROUND;
  const high = X - k * LOG2_HIGH;
  const low = k * LOG2_LOW - rest;
  const r = high - low;
  const t = r * r;
  const c = r - t * (P0 + t * (P1 + t * (P2 + t * (P3 + t * P4))));
  const sum = 1 + high;
  const lost = high - (sum - 1); // exactly what the sum has rounded away
  return timesPower(sum + (lost - (low - (r * c) / (2 - c))), k);
}

/**
 * eˣ − 1, to less than 2 ulp near 0 too, where the difference has no digit left.
 *
 * As 2ᵏ (eʳ − 1) + (2ᵏ − 1), half of it first: 2ᵏ itself may overflow where the result does not. The larger part is added
 * first, and the small rest of r and r c / (2 − c) at the end.
 */
export function expm1(x: number): number {
  if (Math.abs(x) < 2 ** -54) return x; // and −0 stays what it is
  const X = x > 710 ? 710 : x < -40 ? -40 : x;
  const k = X * Math.LOG2E + ROUND - ROUND;
  const high = X - k * LOG2_HIGH;
  const low = k * LOG2_LOW;
  const r = high - low;
  const t = r * r;
  const c = r - t * (P0 + t * (P1 + t * (P2 + t * (P3 + t * P4))));
  const power = POWERS[(k | 0) - 1 - LOWEST];
  return 2 * (power * high + (power - 0.5) - power * (low - (r * c) / (2 - c)));
}

/** 2ᵏ from the lowest k on, by doubling: ECMAScript leaves the digits of `2 ** k` to the engine. */
function powersOfTwo(count: number): Float64Array {
  const powers = new Float64Array(count);
  powers[-LOWEST] = 1;
  for (let at = -LOWEST + 1; at < count; at++) powers[at] = 2 * powers[at - 1];
  for (let at = -LOWEST - 1; at >= 0; at--) powers[at] = powers[at + 1] / 2;
  return powers;
}
