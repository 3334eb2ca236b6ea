import { polynomial } from "./polynomial.ts";

/** cos 2πr = P(z), with z = r²; |r| ≤ 1/8 */
export const COSINE: readonly number[] = [
  1.0, -19.739208802178716, 64.93939402266795, -85.45681720652271, 60.24464132886713, -26.42625090860537,
  7.903091686906226, -1.696849453643247,
];

/** sin 2πr = r P(z), with z = r²; |r| ≤ 1/8 */
export const SINE: readonly number[] = [
  6.283185307179586, -41.34170224039976, 81.60524927607493, -76.70585975299812, 42.058693928988724,
  -15.094640403885341, 3.819788119850412, -0.7116358029186342,
];

/** cos 2πv for v from 0 to 1, to 2⁻⁵²: in turns, so that the distance to the nearest quarter is exact. */
export function cosineOfTurns(v: number): number {
  const quarter = Math.round(4 * v);
  const r = v - quarter / 4;
  const sine = r * polynomial(SINE, r * r);
  const cosine = polynomial(COSINE, r * r);
  if (quarter % 2 === 0) return quarter === 2 ? -cosine : cosine;
  return quarter === 1 ? -sine : sine;
}
