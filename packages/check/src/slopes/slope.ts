import { lazy } from "../lazy.ts";
import { leastChange, richardson } from "./extrapolate.ts";
import type { Entry, Estimate } from "./extrapolate.ts";
import type { Stencil } from "./stencil.ts";

/** A difference quotient at one step, for each entry of the output. */
export interface Row {
  readonly h: number;
  readonly values: Float64Array;
  /** A bound on what rounding has done to each. */
  readonly noise: Float64Array;
  /** (f(x + hv) − 2 f(x) + f(x − hv)) / 2h, of which central differences see nothing: it falls with h where f is smooth. */
  readonly even?: Float64Array;
  /** The change of f that was divided. */
  readonly changes: Float64Array;
}

/** The slope of a curve at 0, entry by entry, as differences of its values see it. */
export interface Slope {
  /** From eight halvings of the widest step; the errors are those of {@link leastChange}. */
  readonly first: readonly Estimate[];
  /** Whether finer steps, of another family, agree with the first look. */
  isConfirmed(this: void, i: number): boolean;
  /** From all steps of both families; undefined where they do not resolve the function. */
  resolved(this: void, i: number): Estimate | undefined;
  /**
   * The same, where jumps that may be rounding are noise; undefined where f does not jump. 2 fround(sin x) + x has the slope 1 between any two of its
   * jumps. Steps cannot tell such jumps from a small and fast wave, whose finest slope is right: so this one excuses a claim and refutes none.
   */
  overJumps(this: void, i: number): Estimate | undefined;
  /** Quotients at finer and finer steps, down to the last digits of x, whatever noise they have. */
  finest(this: void): readonly Row[];
}

/**
 * Compares a claim by the first look at some slopes and, where it disagrees or finer steps do, by all steps.
 *
 * @param compare what the estimates say of the claim
 * @returns undefined where the steps do not resolve an entry
 */
export function comparedWith<T extends Compared>(
  slopes: readonly Slope[],
  entries: readonly number[],
  compare: (estimate: (slope: Slope, i: number) => Estimate) => T,
): T | undefined {
  const first = compare((slope, i) => slope.first[i]);
  if (!isBroken(first) && slopes.every(({ isConfirmed }) => entries.every(isConfirmed))) return first;
  const isLost = ({ resolved }: Slope): boolean => entries.some((i) => resolved(i) === undefined);
  return slopes.some(isLost) ? undefined : compare((slope, i) => slope.resolved(i) ?? slope.first[i]);
}

/** Two numbers that should agree within a bound. */
interface Compared {
  readonly received: number;
  readonly expected: number;
  readonly bound: number;
}

/** Whether a number is due and none near enough came. */
export const isBroken = ({ received, expected, bound }: Compared): boolean =>
  Number.isFinite(expected) && Number.isFinite(bound) && !(Math.abs(received - expected) <= bound);

/** What a slope is made from. */
export interface Quotient {
  readonly stencil: Stencil;
  /** The order of the error in h: 2 for central differences, 1 for one-sided ones. */
  readonly power: 1 | 2;
  /** The rows of some steps. */
  rows(this: void, steps: readonly number[]): readonly Row[];
  /** Whether a change of this size may be the rounding of f: then values that stand still say nothing. */
  mayBeRounding(this: void, i: number, change: number): boolean;
  /** How far f jumps again and again within the widest step: see {@link jumpsBetween}. */
  readonly jumps: () => Float64Array;
}

/** The steps of a first look: the widest and its halvings, as far as they are exact. */
export const halvingsOf = ({ widest, isExact }: Stencil): number[] =>
  upTo(HALVINGS)
    .map((k) => widest / 2 ** k)
    .filter(isExact);

/** With each halving two more digits: after eight the rounding of most functions has caught up. */
const HALVINGS = 8;
/** The finest step, where functions that bend a million times as fast as their argument are resolved. */
const DEPTH = 28;
/** No number of ordinary size is exact at steps finer than this. */
const LAST = 64;
/** The steps that a first look is confirmed by. */
const CONFIRMING = [4, 8, 11, 14, 17, 20, 23, 26];

/** Undefined where fewer than three steps fit. */
export function slopeOf(quotient: Quotient): Slope | undefined {
  const { stencil, power, rows } = quotient;
  const halvings = (first: number, exponents: readonly number[]): number[] =>
    exponents.map((k) => first / 2 ** k).filter(stencil.isExact);
  const { widest, second } = stencil;
  const steps = halvingsOf(stencil);
  if (steps.length < 3) return undefined;
  const coarse = rows(steps);
  const picks = Array.from(coarse[0].values, (_, i) => leastChange(tableOf(coarse, i, power)));
  const confirming = lazy(() => rows(halvings(widest * second, CONFIRMING)));
  const families = lazy(() => [
    [...coarse, ...rows(halvings(widest, upTo(DEPTH).slice(HALVINGS)))],
    rows(halvings(widest * second, upTo(DEPTH))),
  ]);
  const known = new Map<number, Estimate | undefined>();
  const finest = lazy(() => rows(halvings(widest * second, upTo(LAST).slice(HALVINGS))));
  return {
    finest,
    first: picks.map(({ estimate }) => estimate),
    isConfirmed(i) {
      const { estimate, k, j } = picks[i];
      const used = coarse.slice(k - j, k + 1);
      const finer = confirming().filter(({ h }) => h < coarse[k].h);
      return finer.length > 0 && finer.every((row) => agrees(row, i, used, estimate));
    },
    resolved(i) {
      if (!known.has(i)) known.set(i, mostPrecise(withStairs(families(), i, quotient), i, power));
      return known.get(i);
    },
    overJumps(i) {
      const found = quotient.jumps()[i];
      if (found === 0 || !quotient.mayBeRounding(i, found)) return undefined;
      return mostPrecise(withNoise(withStairs(families(), i, quotient), i, found), i, power);
    },
  };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

const tableOf = (rows: readonly Row[], i: number, power: 1 | 2): Entry[][] =>
  richardson(
    rows.map(({ values }) => values[i]),
    rows.map(({ noise }) => noise[i]),
    power,
  );

/**
 * Whether a row agrees with an estimate from coarser ones. Its own truncation has no bound, but where the series holds it falls at
 * least as fast as the step, from that of the rows that were used.
 */
function agrees(
  { h, values, noise }: Row,
  i: number,
  used: readonly Row[],
  { value, error }: Estimate,
): boolean {
  const truncation = Math.max(...used.map((row) => Math.abs(row.values[i] - value)));
  return Math.abs(values[i] - value) <= 2 * error + noise[i] + (truncation * h) / used[0].h;
}

/** So many rows before an estimate show a smooth function. */
const SMOOTH = 4;
/** An estimate needs this many rows of each family that are finer: there every feature of f would show. */
const FINER = 3;
/** Where the series holds, neighbours in a table differ by less than this part of the quotients themselves. */
const SMALL = 1 / 16;

/**
 * The entry of two tables with the smallest error, where the error is how far it lies from what should be better than it: the next
 * row of its own table, and the same two entries of the other family. And every finer row has to agree. One small difference may be
 * an accident, where steps are too wide for f; that all of them are small at once, and stay so, is none.
 */
function mostPrecise(families: readonly (readonly Row[])[], i: number, power: 1 | 2): Estimate | undefined {
  const tables = families.map((rows) => tableOf(rows, i, power));
  let best: Estimate | undefined;
  for (const [at, table] of tables.entries()) {
    const other = tables[1 - at];
    const rows = families[at];
    for (let k = 0; k < Math.min(table.length, other.length) - FINER; k++)
      for (let j = 0; j < table[k].length; j++) {
        const { value, noise, change } = table[k][j];
        const better = [table[k + 1][j], other[k][j], other[k + 1][j]];
        const spread = Math.max(change, ...better.map((each) => Math.abs(each.value - value)));
        // Where the error is of first order, as beside a jump of the curvature, the next row lies half of it away; where f is rough the next
        // row lies anywhere. A smooth f loses nothing: its best entry differs from its neighbours by noise alone.
        const error = 8 * spread + noise;
        if (!(error < (best?.error ?? Infinity))) continue;
        const from = Math.min(k - j, k - SMOOTH);
        if (from < 0 || !families.every((each) => fallsIn(each, i, from, k, power))) continue;
        const used = rows.slice(k - j, k + 1);
        const largest = Math.max(...used.map((row) => Math.abs(row.values[i])));
        if (spread > SMALL * largest + 4 * noise) continue;
        const estimate = { value, error, noise };
        const finer = families.flat().filter(({ h }) => h < rows[k].h);
        if (finer.every((row) => agrees(row, i, used, estimate))) best = estimate;
      }
  }
  return best;
}

/**
 * Whether the changes from row to row fall as those of a smooth function do, by 2^p, but for a third of that and some noise, whose bound
 * is seldom reached. Where they fall more slowly f is rough at this scale, and no difference of two rows says how far the next one will go.
 */
function fallsIn(rows: readonly Row[], i: number, from: number, to: number, power: 1 | 2): boolean {
  const change = (k: number): number => Math.abs(rows[k + 1].values[i] - rows[k].values[i]);
  const noise = (k: number): number => (rows[k].noise[i] + rows[k + 1].noise[i]) / 4;
  const even = (k: number): number => Math.abs(rows[k].even?.[i] ?? 0);
  for (let k = from; k <= to; k++) {
    if (!(change(k + 1) <= (1.5 * change(k)) / 2 ** power + noise(k + 1))) return false;
    if (!(even(k + 1) <= 0.75 * even(k) + noise(k + 1))) return false;
  }
  // Single rows may fall by accident; over all of them they fall by a power, but for a factor of 4 and of 2.
  const all = 2 ** (to - from);
  return (
    change(to) <= (4 * change(from)) / all ** power + noise(to) &&
    even(to) <= (2 * even(from)) / all + noise(to)
  );
}

/**
 * Where f stands still at fine steps and moves at coarser ones by no more than its rounding may, it is a staircase that comes from
 * rounding, and each stair is noise: the slope is not that of the treads.
 */
function withStairs(
  families: readonly (readonly Row[])[],
  i: number,
  { mayBeRounding }: Quotient,
): readonly (readonly Row[])[] {
  const rows = families.flat().toSorted((a, b) => a.h - b.h);
  const moving = rows.findIndex(({ changes }) => changes[i] !== 0);
  const stair = Math.abs(rows[moving]?.changes[i] ?? 0);
  if (moving < 1 || !mayBeRounding(i, stair)) return families;
  return withNoise(families, i, stair);
}

/** The rows with at least this noise in the change of an output. */
function withNoise(
  families: readonly (readonly Row[])[],
  i: number,
  change: number,
): readonly (readonly Row[])[] {
  const widened = (noise: Float64Array, h: number): Float64Array =>
    noise.map((each, at) => (at === i ? Math.max(each, change / h) : each));
  return families.map((family) => family.map((row) => ({ ...row, noise: widened(row.noise, row.h) })));
}
