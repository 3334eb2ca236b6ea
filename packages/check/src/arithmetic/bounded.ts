import type { Arithmetic } from "./arithmetic.ts";

/** A computed number and a bound on what rounding has done to it: |value − exact| ≤ error. */
export interface Bounded {
  /** The number. */
  readonly value: number;
  /** A bound on its distance from the exact value. */
  readonly error: number;
}

/** Unit round-off: an operation of doubles is exact up to a factor 1 ± u … */
export const U: number = 2 ** -53;
/** … or up to the smallest normal number: a right rule may round smaller numbers to 0. */
export const TINY: number = 2 ** -1022;

/**
 * Running error analysis: every operation passes on the errors of its operands, to first order and, where a quotient or a power needs it,
 * beyond it, and adds its own rounding. So `error / U` is never less than the largest
 * intermediate that went into a value, which is what makes it a scale for other ways of computing the same.
 *
 * exp and log are taken to be right within one unit in the last place, 2u, as the fdlibm that engines use is, and as our own are.
 *
 * @see Higham 2002, "Accuracy and Stability of Numerical Algorithms", §3.3
 */
export const boundedNumbers: Arithmetic<Bounded> = {
  of: (value) => ({ value, error: 0 }),
  // Sums of doubles are exact where they are subnormal; the other operations are not.
  add: (a, b) => sum(a.value + b.value, a.error + b.error),
  sub: (a, b) => sum(a.value - b.value, a.error + b.error),
  mul: (a, b) => {
    const value = a.value * b.value;
    const inherited = times(a.value, b.error) + times(b.value, a.error) + times(a.error, b.error);
    return a.value === 0 || b.value === 0 ? { value, error: inherited } : rounded(value, inherited);
  },
  div: (a, b) => {
    const value = a.value / b.value;
    const room = Math.abs(b.value) - b.error;
    const inherited = room > 0 ? (a.error + times(value, b.error)) / room : Infinity;
    return a.value === 0 ? { value, error: inherited } : rounded(value, inherited);
  },
  exp: (a) => {
    const value = Math.exp(a.value);
    return rounded(value, times(value, Math.expm1(a.error)), 2 * U);
  },
  log: (a) => rounded(Math.log(a.value), a.error === 0 ? 0 : -Math.log1p(-a.error / a.value), 2 * U),
  sqrt: (a) => {
    const value = Math.sqrt(a.value);
    return rounded(value, a.error === 0 ? 0 : a.error / value);
  },
  real: (a) => a.value,
};

const sum = (value: number, inherited: number): Bounded => ({
  value,
  error: inherited + U * Math.abs(value),
});

const rounded = (value: number, inherited: number, unit = U): Bounded => ({
  value,
  error: inherited + unit * Math.abs(value) + TINY,
});

/** |a| e, where 0 times an infinite factor is 0. */
const times = (a: number, e: number): number => (e === 0 || a === 0 ? 0 : Math.abs(a) * Math.abs(e));
