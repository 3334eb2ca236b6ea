import type { Shape } from "@espalier/tensor";

/**
 * What a formula computes with. Written over it once, the formula runs on plain numbers, on complex ones, on duals, and on
 * numbers that know their own rounding error.
 */
export interface Arithmetic<T> {
  /** A plain number. */
  of(this: void, x: number): T;
  /** a + b */
  add(this: void, a: T, b: T): T;
  /** a − b */
  sub(this: void, a: T, b: T): T;
  /** a b */
  mul(this: void, a: T, b: T): T;
  /** a / b */
  div(this: void, a: T, b: T): T;
  /** eᵃ */
  exp(this: void, a: T): T;
  /** log a */
  log(this: void, a: T): T;
  /** √a */
  sqrt(this: void, a: T): T;
  /** The plain number a formula branches on: `A.real(x) > 0 ? x : A.of(0)`. */
  real(this: void, a: T): number;
}

/** An input of a formula: its entries in row-major order. */
export interface Entries<T> {
  /** The sizes of its axes. */
  readonly shape: Shape;
  /** Its entries. */
  readonly data: readonly T[];
}

/**
 * A function written down a second time, as mathematics has it and apart from its rules: the entries of its output.
 *
 * It should be as stable as the function itself. Where it overflows and the function does not, the draw is skipped and
 * counted.
 */
export type Formula<K extends string> = <T>(
  A: Arithmetic<T>,
  inputs: Readonly<Record<K, Entries<T>>>,
) => readonly T[];
