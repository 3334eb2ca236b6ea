import type { Curve } from "./noise.ts";
import { noiseOf, VALUES } from "./noise.ts";

/** The distances between the values of a window, in halvings of the farthest place. */
const HALVINGS = Array.from({ length: 14 }, (_, k) => k + 3);
/**
 * Over three windows in succession the noise of jumps falls to no less than a third. That of a kink falls to a quarter, and that of a smooth function to
 * 16⁻² or less.
 */
const [WINDOWS, PART] = [3, 1 / 3];

/**
 * How far a curve jumps again and again between `from` and `to`, for each of its entries: 0 where that does not show. High differences of a smooth
 * function fall by 2⁴ or more with each halving of the distance between its values; what jumps leave in them stays.
 *
 * A function that rounds inside, as one with a part in single precision, jumps by its rounding, whatever it does between two jumps. Where that part is
 * flat its jumps are too far apart for values that are close together.
 */
export function jumpsBetween(curve: Curve, from: number, to: number): Float64Array {
  const windows = HALVINGS.map((k) => {
    const step = (to - from) / 2 ** k;
    const start = from === 0 ? 0 : (from + to - (VALUES - 1) * step) / 2;
    return Array.from({ length: VALUES }, (_, at) => curve(start + at * step));
  });
  return windows[0][0].map((_, i) => {
    const noise = windows.map((window) => noiseOf(window.map((values) => values[i])));
    const staying = noise
      .slice(WINDOWS - 1)
      .map((_last, k) => noise.slice(k, k + WINDOWS))
      .filter((some) => some.every((each, k) => each >= PART * Math.max(...some.slice(0, k))));
    return Math.max(0, ...staying.map((some) => Math.max(...some)).filter(Number.isFinite));
  });
}
