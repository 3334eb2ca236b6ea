import { COSINE, SINE } from "./coefficients.ts";
import { polynomial } from "./polynomial.ts";

/** cos 2πv for v from 0 to 1, to 2⁻⁵²: in turns, so that the distance to the nearest quarter is exact. */
export function cosineOfTurns(v: number): number {
  const quarter = Math.round(4 * v);
  const r = v - quarter / 4;
  const sine = r * polynomial(SINE, r * r);
  const cosine = polynomial(COSINE, r * r);
  if (quarter % 2 === 0) return quarter === 2 ? -cosine : cosine;
  return quarter === 1 ? -sine : sine;
}
