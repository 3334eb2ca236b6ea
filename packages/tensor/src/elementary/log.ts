import { LOG2_HIGH, LOG2_LOW, timesPower } from "./exp.ts";

/** log((1 + s) / (1 − s)) = 2s + s z P(z), with z = s²; (1 + s) / (1 − s) between 1/√2 and √2 */
export const LOGARITHM: readonly number[] = [
  0.666666666666667, 0.39999999999899505, 0.28571428625976014, 0.22222211134708592, 0.18182889131563204,
  0.1533172139109577, 0.14616452274062186,
];

const [P0, P1, P2, P3, P4, P5, P6] = LOGARITHM;

/** log x, to less than 1 ulp; −∞ at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  return x < 2 ** -1022 ? logOfProduct(x * 2 ** 54, 0, -54) : logOfProduct(x, 0, 0);
}

/** log(1 + x), to less than 2 ulp near 0 too, where the sum has no digit left; −∞ at −1, NaN below. */
export function log1p(x: number): number {
  if (Math.abs(x) < 2 ** -54) return x; // and −0 stays what it is
  if (!(x > -1 && x < Infinity)) return x === -1 ? -Infinity : x > 0 ? x : NaN;
  if (x > Math.SQRT1_2 - 1 && x < Math.SQRT2 - 1) return logOfSum(x, 0, 0);
  const u = 1 + x;
  const lost = x > 1 ? 1 - (u - x) : x - (u - 1); // 1 + x = u + lost
  return logOfProduct(u, lost / u, 0);
}

/** A double, to read its exponent; written and read at once. */
const BITS: DataView = new DataView(new ArrayBuffer(8));
/** The upper half of 1 and of 1/√2. */
const [ONE, ROOT] = [0x3ff00000, 0x3fe6a09e];

/** log x + rest + k log 2, for a rest that is small beside them; x is normal. */
function logOfProduct(x: number, rest: number, k: number): number {
  BITS.setFloat64(0, x);
  const exponent = ((BITS.getInt32(0) + (ONE - ROOT)) >> 20) - 1023; // carries where x is beyond √2 times a power of 2
  return logOfSum(timesPower(x, -exponent) - 1, rest, k + exponent);
}

/**
 * log(1 + f) + rest + k log 2, for 1 + f between 1/√2 and √2.
 *
 * With s = f / (2 + f) and R = s² P(s²) it is 2s + s R = f − ½ f² + s (½ f² + R): so f, which is the larger part, is never
 * rounded with a digit lost.
 *
 * @see the scheme: fdlibm, Sun Microsystems 1993, e_log.c and s_log1p.c
 */
function logOfSum(f: number, rest: number, k: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const R = z * (P0 + z * (P1 + z * (P2 + z * (P3 + z * (P4 + z * (P5 + z * P6))))));
  const half = 0.5 * f * f;
  return k * LOG2_HIGH - (half - (s * (half + R) + (k * LOG2_LOW + rest)) - f);
}
