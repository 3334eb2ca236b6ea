import type { Shape } from "@espalier/tensor";

/**
 * What a formula computes with. Written over it once, the formula runs on plain numbers, on complex ones, on duals, and on
 * numbers that know their own rounding error.
 */
export interface Arithmetic<T> {
  of(this: void, x: number): T;
  add(this: void, a: T, b: T): T;
  sub(this: void, a: T, b: T): T;
  mul(this: void, a: T, b: T): T;
  div(this: void, a: T, b: T): T;
  exp(this: void, a: T): T;
  log(this: void, a: T): T;
  sqrt(this: void, a: T): T;
  /** The plain number a formula branches on: `A.real(x) > 0 ? x : A.of(0)`. */
  real(this: void, a: T): number;
}

/** An input of a formula: its entries in row-major order. */
export interface Entries<T> {
  readonly shape: Shape;
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
