import type { Shape } from "@espalier/tensor";

/** A random whole number between low and high, both included. Everything that is drawn comes from such numbers. */
export type Pick = (low: number, high: number) => number;

/** Where an input may lie, and what happens there. All of it is per entry. */
export interface Domain {
  /** The smallest value; −∞ by default. */
  readonly low?: number;
  /** The largest value; ∞ by default. */
  readonly high?: number;
  /** Poles: nothing is drawn within `margin` of `at`. */
  readonly gaps?: readonly Gap[];
  /** The points where the slope jumps. */
  readonly kinks?: readonly Kink[];
  /** Where the arithmetic changes, such as ±709, beyond which exp overflows: values on both sides are drawn. */
  readonly borders?: readonly number[];
  /** Makes this input one that no derivative is taken of, such as class numbers: how one of its entries is drawn. */
  readonly held?: (pick: Pick, shapes: Readonly<Record<string, Shape>>) => number;
}

/** A pole, with the interval around it that is left out. */
export interface Gap {
  /** The pole. */
  readonly at: number;
  /** Half the width of the interval. */
  readonly margin: number;
}

/** A point where the slope jumps, and the convention for the slope at the point itself. */
export interface Kink {
  /** The point. */
  readonly at: number;
  /** The share of the slope on the right, from 0 to 1: 0 takes the left slope, 1 the right, ½ the mean. */
  readonly right: number;
}

/** Every finite number. */
export const anywhere: Domain = {};

/** The value, moved into the domain where it is not: built, not filtered, so that every draw counts. */
export function place(domain: Domain, value: number): number {
  const { low = -Infinity, high = Infinity, gaps = [] } = domain;
  let x = value;
  if (x < low || x > high) x = fold(low, high, x);
  for (const { at, margin } of gaps) {
    const beyond = x - at;
    if (Math.abs(beyond) < margin) x = at + (beyond < 0 ? beyond - margin : beyond + margin);
  }
  return x;
}

/** Into [low, high]: mirrored at a single border, by its fractional part between two. */
function fold(low: number, high: number, x: number): number {
  if (high === Infinity) return low + Math.abs(x - low);
  if (low === -Infinity) return high - Math.abs(x - high);
  return low + (high - low) * Math.abs(x % 1);
}

/** How far a value can move either way and meet neither a kink nor the edge of its domain. */
export function room({ low = -Infinity, high = Infinity, gaps = [], kinks = [] }: Domain, x: number): number {
  return Math.min(
    x - low,
    high - x,
    ...gaps.map(({ at, margin }) => Math.abs(x - at) - margin),
    ...kinks.map(({ at }) => Math.abs(x - at)),
  );
}
