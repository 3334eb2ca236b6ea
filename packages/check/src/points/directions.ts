import type { Pick } from "../spec/domain.ts";

/** The vectors v for which J v is compared, for a Jacobian J of n columns. The last one moves every entry. */
export type Directions = (n: number, whole: boolean, pick: Pick) => readonly Float64Array[];

/** Up to this many entries a Jacobian is checked whole, entry by entry. */
export const WHOLE = 200;

/**
 * All unit vectors where the whole Jacobian is wanted. Otherwise a few of them, a sparse and an alternating one: a single
 * random projection can hide a sparse mistake. And always one that is dense and random.
 *
 * Entries are eighths, so that sums and small multiples of them are exact.
 */
export const mixedDirections: Directions = (n, whole, pick) => {
  const eighths = (): number => (pick(0, 1) === 0 ? -1 : 1) * (pick(1, 8) / 8);
  const dense = Float64Array.from({ length: n }, eighths);
  if (whole) return [...Array.from({ length: n }, (_, at) => unit(n, at)), dense];
  const sparse = Float64Array.from({ length: n }, () => (pick(0, 7) === 0 ? eighths() : 0));
  const alternating = Float64Array.from({ length: n }, (_, at) => (at % 2 === 0 ? 1 : -1));
  const somewhere = (): Float64Array => unit(n, pick(0, n - 1));
  return [unit(n, 0), unit(n, n - 1), somewhere(), somewhere(), sparse, alternating, dense];
};

/** x + t v */
export const moved = (x: Float64Array, v: Float64Array, t: number): Float64Array =>
  x.map((each, at) => each + t * v[at]);

export function unit(n: number, at: number): Float64Array {
  const e = new Float64Array(n);
  e[at] = 1;
  return e;
}

/** Up to this many parts of a direction are looked at one by one, and as many groups where there are more. */
const PARTS = 16;

/** The parts of v along single entries, of which v is the sum; of many entries, along groups of them. */
export function partsOf(v: Float64Array): readonly Float64Array[] {
  const moving = Array.from(v.keys()).filter((at) => v[at] !== 0);
  return Array.from({ length: Math.min(PARTS, moving.length) }, (_, group) => {
    const part = new Float64Array(v.length);
    for (let k = group; k < moving.length; k += PARTS) part[moving[k]] = v[moving[k]];
    return part;
  });
}

/** Σ a_i b_i, where 0 · ∞ is 0: only directions with an entry there see an infinite entry. */
export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < a.length; at++) if (a[at] !== 0 && b[at] !== 0) sum += a[at] * b[at];
  return sum;
};

/** Σ |a_i b_i|: what rounding errors of a dot product are measured by. */
export const absDot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let at = 0; at < a.length; at++) if (a[at] !== 0 && b[at] !== 0) sum += Math.abs(a[at] * b[at]);
  return sum;
};

export const largest = (a: ArrayLike<number>): number =>
  Array.from(a).reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);

/** The smallest size of the entries that are not 0. */
export const smallest = (a: ArrayLike<number>): number =>
  Array.from(a).reduce((least, entry) => (entry === 0 ? least : Math.min(least, Math.abs(entry))), Infinity);

/** Whether one of some vectors is infinite at a place. */
export const hasInfinite = (vectors: readonly Float64Array[], at: number): boolean =>
  vectors.some((each) => Math.abs(each[at]) === Infinity);
