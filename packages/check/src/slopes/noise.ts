import { largest } from "../points/directions.ts";

/** A vector that depends on a number, along which something moves. */
export type Curve = (t: number) => Float64Array;

/** The number of values in a window, and the distance between two of them as a part of the whole way. */
export const VALUES = 9;
const CLOSE = 2 ** -14;
/** The orders of the differences: a smooth function leaves nothing in them at such distances, and nine values give several of each order. */
const ORDERS = [4, 5, 6];
/** The noise is this many standard deviations, as the deviation comes from few values and the largest error is several times as large. */
const TIMES = 8;

/**
 * How far a curve may be from exact between two places, for each of its entries, seen from its values alone: a smooth part
 * drops out of high differences of values that are close together, and their rounding remains, multiplied by known
 * factors. So the estimate includes cancellation inside of a function, such as the 1 − 1 of 1 − cos x. It is no bound.
 *
 * @see Moré & Wild 2011, "Estimating computational noise", SIAM Journal on Scientific Computing 33
 */
export function noiseBetween(curve: Curve, from: number, to: number): Float64Array {
  const windows = windowsBetween(curve, from, to);
  return windows[0][0].map((_, i) => noiseIn(windows, i));
}

/** Values of the curve, close together, at both ends and in the middle. */
function windowsBetween(curve: Curve, from: number, to: number): Float64Array[][] {
  const step = (to - from) * CLOSE;
  const width = (VALUES - 1) * step;
  const starts = [from, (from + to - width) / 2, to - width];
  return starts.map((start) => Array.from({ length: VALUES }, (_, at) => curve(start + at * step)));
}

const noiseIn = (windows: readonly (readonly Float64Array[])[], i: number): number =>
  Math.max(...windows.map((window) => noiseOf(window.map((values) => values[i]))));

/** The noise of nine values at equal distances, close together. */
export const noiseOf = (values: readonly number[]): number => TIMES * deviation(values);

/** The standard deviation of the errors: the least that one of the orders gives, as no order has less of them. */
function deviation(values: readonly number[]): number {
  let differences = [...values];
  let [least, factor] = [Infinity, 1];
  for (let order = 1; order <= ORDERS[ORDERS.length - 1]; order++) {
    differences = differences.slice(1).map((value, at) => value - differences[at]);
    factor *= order / (2 * (2 * order - 1)); // (k!)² / (2k)!
    if (!ORDERS.includes(order)) continue;
    const most = largest(differences); // of which squares would overflow
    const square = differences.reduce((sum, each) => sum + (each / most) ** 2, 0) / differences.length;
    least = Math.min(least, most === 0 ? 0 : most * Math.sqrt(factor * square));
  }
  return least;
}

/** How much closer the values move where they show more than noise. */
const CLOSER = 2 ** -9;
/** How often the values move closer: then they are a few roundings apart. */
const TIMES_CLOSER = 2;

/**
 * Whether a change may come from rounding. Beyond the part u^⅓ of the size of a value, a third of all digits, it does not, whatever cancelled.
 * Constants of size 1 may take part in any computation.
 */
export const mayBeRounding = (change: number, size: number, u: number): boolean =>
  change <= Math.cbrt(u) * Math.max(1, size);

/**
 * The noise of {@link noiseBetween}. Where it is more than half of the digits, the function looked like noise, and values that are closer together
 * show the noise; except where they are all the same, since such a fine staircase comes from rounding. Noise that is still too large for rounding
 * comes from a function that no step resolves, and is infinite.
 *
 * @param sizes what a value is measured by, for each entry
 * @param u the unit round-off
 */
export function plausibleNoise(
  curve: Curve,
  from: number,
  to: number,
  sizes: Float64Array,
  u: number,
): Float64Array {
  let noise = noiseBetween(curve, from, to);
  const isTooMuch = (each: number, i: number): boolean => !(each <= Math.sqrt(u) * Math.max(1, sizes[i]));
  for (let times = 1; times <= TIMES_CLOSER && noise.some(isTooMuch); times++) {
    const [start, end] = [from, to].map((each) => each * CLOSER ** times);
    const windows = windowsBetween(curve, start, end);
    noise = noise.map((each, i) => {
      const isStair = windows.every((window) => window.every((values) => values[i] === window[0][i]));
      if (!isTooMuch(each, i) || (isStair && mayBeRounding(each, sizes[i], u))) return each;
      return noiseIn(windows, i);
    });
  }
  return noise.map((each, i) => (mayBeRounding(each, sizes[i], u) ? each : Infinity));
}
