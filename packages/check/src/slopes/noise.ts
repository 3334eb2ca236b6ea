/** A vector that depends on a number, along which something moves. */
export type Curve = (t: number) => Float64Array;

/** So many values stand side by side in a window, and so close, as a part of the whole way. */
const VALUES = 9;
const CLOSE = 2 ** -14;
/** Differences of these orders: a smooth function leaves nothing in them that close, and nine values some of each. */
const ORDERS = [4, 5, 6];
/** A deviation from so few values is taken this many times, as the largest error is some times the deviation. */
const TIMES = 8;

/**
 * How far a curve may be from exact between two places, for each of its entries, seen from nothing but its values: what is smooth
 * drops out of high differences of values that are close together, and what is left is their rounding, multiplied by known
 * factors. So it also shows what cancels inside of a function, such as the 1 − 1 of 1 − cos x. An estimate, and no bound.
 *
 * @see Moré & Wild 2011, "Estimating computational noise", SIAM Journal on Scientific Computing 33
 */
export function noiseBetween(curve: Curve, from: number, to: number): Float64Array {
  const step = (to - from) * CLOSE;
  const width = (VALUES - 1) * step;
  const starts = [from, (from + to - width) / 2, to - width];
  const windows = starts.map((start) => Array.from({ length: VALUES }, (_, at) => curve(start + at * step)));
  return windows[0][0].map((_, i) =>
    Math.max(...windows.map((window) => TIMES * deviation(window.map((values) => values[i])))),
  );
}

/** The standard deviation of the errors: the least that one of the orders gives, as no order has less of them. */
function deviation(values: readonly number[]): number {
  let differences = [...values];
  let [least, factor] = [Infinity, 1];
  for (let order = 1; order <= ORDERS[ORDERS.length - 1]; order++) {
    differences = differences.slice(1).map((value, at) => value - differences[at]);
    factor *= order / (2 * (2 * order - 1)); // (k!)² / (2k)!
    if (!ORDERS.includes(order)) continue;
    const square = differences.reduce((sum, each) => sum + each * each, 0) / differences.length;
    least = Math.min(least, Math.sqrt(factor * square));
  }
  return least;
}
