import { lazy, lazyAt } from "../lazy.ts";
import { leastChange } from "./extrapolate.ts";
import type { Estimate } from "./extrapolate.ts";
import { agrees, mostPrecise } from "./most-precise.ts";
import { entryOf, tableOf, withNoise, withStairs } from "./rows.ts";
import type { EntryRow, Quotient, Row } from "./rows.ts";
import type { Stencil } from "./stencil.ts";

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
  const picks = Array.from(coarse[0].values, (_, i) => leastChange(tableOf(entryOf(coarse, i), power)));
  const confirming = lazy(() => rows(halvings(widest * second, CONFIRMING)));
  const families = lazy(() => [
    [...coarse, ...rows(halvings(widest, upTo(DEPTH).slice(HALVINGS)))],
    rows(halvings(widest * second, upTo(DEPTH))),
  ]);
  const stairsOf = (i: number): readonly (readonly EntryRow[])[] =>
    withStairs(
      families().map((each) => entryOf(each, i)),
      (change) => quotient.mayBeRounding(i, change),
    );
  const finest = lazy(() => rows(halvings(widest * second, upTo(LAST).slice(HALVINGS))));
  return {
    finest,
    first: picks.map(({ estimate }) => estimate),
    isConfirmed(i) {
      const { estimate, k, j } = picks[i];
      const used = entryOf(coarse.slice(k - j, k + 1), i);
      const finer = entryOf(confirming(), i).filter(({ h }) => h < coarse[k].h);
      return finer.length > 0 && finer.every((row) => agrees(row, used, estimate));
    },
    resolved: lazyAt((i) => mostPrecise(stairsOf(i), power)),
    overJumps: lazyAt((i) => {
      const found = quotient.jumps()[i];
      if (found === 0 || !quotient.mayBeRounding(i, found)) return undefined;
      return mostPrecise(withNoise(stairsOf(i), found), power);
    }),
  };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, k) => k);
