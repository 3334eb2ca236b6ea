/**
 * The elementary functions once more, in whole numbers of 2⁻²⁴⁰: a value is a BigInt that counts them. They share nothing with
 * ours, and have some seventy digits, of which a double asks for seventeen.
 */

const BITS = 240n;
export const ONE: bigint = 1n << BITS;
/** 2/√π, by mpmath. */
const TWO_OVER_ROOT_PI = 1993673419339784460258911580658175606905582979199981906769926743717419468n;

const times = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
const over = (a: bigint, b: bigint): bigint => (a << BITS) / b;

/** A double, exactly; digits below 2⁻²⁴⁰ are cut off. */
export function fixed(x: number): bigint {
  let [whole, exponent] = [x, 0];
  for (; !Number.isInteger(whole); whole *= 2) exponent++;
  return (BigInt(whole) << BITS) >> BigInt(exponent);
}

/** The sum of terms of which each follows from the one before, until they vanish. */
function series(first: bigint, next: (term: bigint, n: bigint) => bigint): bigint {
  let sum = 0n;
  for (let [term, n] = [first, 1n]; term !== 0n && term !== -1n; term = next(term, n), n++) sum += term;
  return sum;
}

/** log 2 = 2/3 Σ 9⁻ⁿ / (2n + 1) */
export const LOG2: bigint = series(
  (2n * ONE) / 3n,
  (term, n) => (term * (2n * n - 1n)) / (9n * (2n * n + 1n)),
);

/** eˣ = 2ᵏ m with m between 1/√2 and √2: as [m, k]. */
export function exponential(x: bigint): readonly [bigint, bigint] {
  const doubled = 2n * x + LOG2;
  const k = doubled / (2n * LOG2) - (doubled < 0n ? 1n : 0n);
  const r = x - k * LOG2;
  return [series(ONE, (term, n) => times(term, r) / n), k];
}

export function exp(x: bigint): bigint {
  const [mantissa, k] = exponential(x);
  return k >= 0n ? mantissa << k : mantissa >> -k;
}

/** For x ≥ 1/2, by Newton's method on exp. */
export function log(x: bigint): bigint {
  let [mantissa, k] = [x, 0n];
  for (; mantissa >= 2n * ONE; mantissa >>= 1n) k++;
  let y = fixed(Math.log(Number(mantissa) / Number(ONE)));
  for (let step = 0; step < 4; step++) y += over(mantissa, exp(y)) - ONE;
  return y + k * LOG2;
}

export function tanh(x: bigint): bigint {
  const e = exp(2n * x);
  return over(e - ONE, e + ONE);
}

/** 2/√π exp(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 ⋯ (2n + 1)) (DLMF 7.6.2) */
export function erf(x: bigint): bigint {
  const square = times(x, x);
  const sum = series(x, (term, n) => (2n * times(term, square)) / (2n * n + 1n));
  return times(times(TWO_OVER_ROOT_PI, exp(-square)), sum);
}

/** The spacing of doubles at x. */
export function ulp(x: number): number {
  let unit = 2 ** -1074;
  while (unit * 2 ** 53 <= Math.abs(x)) unit *= 2;
  return unit;
}

/** |y − exact 2ᵏ| in units of the last place of y. */
export function errorInUlps(y: number, exact: bigint, k = 0): number {
  const half = Math.trunc(k / 2);
  const scaled = (value: number): number => value * 2 ** -half * 2 ** (half - k);
  const difference = fixed(scaled(y)) - exact;
  return difference === 0n ? 0 : Math.abs(Number(difference) / Number(fixed(scaled(ulp(y)))));
}
