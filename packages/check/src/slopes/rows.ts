import { richardson } from "./extrapolate.ts";
import type { Entry } from "./extrapolate.ts";
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

/** What a row says of one entry of the output. */
export interface EntryRow {
  readonly h: number;
  readonly value: number;
  readonly noise: number;
  readonly even: number;
  readonly change: number;
}

/** What rows say of one entry of the output. */
export const entryOf = (rows: readonly Row[], i: number): EntryRow[] =>
  rows.map(({ h, values, noise, even, changes }) => ({
    h,
    value: values[i],
    noise: noise[i],
    even: even?.[i] ?? 0,
    change: changes[i],
  }));

/** Richardson's table of an entry of the output. */
export const tableOf = (rows: readonly EntryRow[], power: 1 | 2): Entry[][] =>
  richardson(
    rows.map(({ value }) => value),
    rows.map(({ noise }) => noise),
    power,
  );

/**
 * Where f stands still at fine steps and moves at coarser ones by no more than its rounding may, it is a staircase that comes from
 * rounding, and each stair is noise: the slope is not that of the treads.
 *
 * @param mayBeRounding whether a change of this size may be the rounding of f
 */
export function withStairs(
  families: readonly (readonly EntryRow[])[],
  mayBeRounding: (change: number) => boolean,
): readonly (readonly EntryRow[])[] {
  const rows = families.flat().toSorted((a, b) => a.h - b.h);
  const moving = rows.findIndex(({ change }) => change !== 0);
  const stair = Math.abs(rows[moving]?.change ?? 0);
  if (moving < 1 || !mayBeRounding(stair)) return families;
  return withNoise(families, stair);
}

/** The rows with at least this noise in the change of the output. */
export const withNoise = (
  families: readonly (readonly EntryRow[])[],
  change: number,
): readonly (readonly EntryRow[])[] =>
  families.map((family) => family.map((row) => ({ ...row, noise: Math.max(row.noise, change / row.h) })));
