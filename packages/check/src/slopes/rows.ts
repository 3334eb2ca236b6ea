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

/** Richardson's table of an entry of the output. */
export const tableOf = (rows: readonly Row[], i: number, power: 1 | 2): Entry[][] =>
  richardson(
    rows.map(({ values }) => values[i]),
    rows.map(({ noise }) => noise[i]),
    power,
  );

/**
 * Where f stands still at fine steps and moves at coarser ones by no more than its rounding may, it is a staircase that comes from
 * rounding, and each stair is noise: the slope is not that of the treads.
 */
export function withStairs(
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
export function withNoise(
  families: readonly (readonly Row[])[],
  i: number,
  change: number,
): readonly (readonly Row[])[] {
  const widened = (noise: Float64Array, h: number): Float64Array =>
    noise.map((each, at) => (at === i ? Math.max(each, change / h) : each));
  return families.map((family) => family.map((row) => ({ ...row, noise: widened(row.noise, row.h) })));
}
