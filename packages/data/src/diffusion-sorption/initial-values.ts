import { mersenne } from "pure-rand/generator/mersenne";

/** Initial values lie between 0 and this. */
export const LARGEST_INITIAL_VALUE = 0.2;

/**
 * u0 of a sample of PDEBench, which is numpy's `RandomState(sample).uniform(0, 0.2)`: the first number of the Mersenne
 * twister MT19937 seeded with the number of the sample, equal to the last bit.
 *
 * numpy makes 53 random bits of two 32-bit words, the upper 27 bits of the one and the upper 26 of the other; pure-rand's
 * own doubles take the lower bits instead.
 *
 * @param sample a whole number ≥ 0
 * @see Matsumoto & Nishimura 1998, "Mersenne twister", ACM TOMACS 8
 */
export function initialValue(sample: number): number {
  const generator = mersenne(sample);
  const high = generator.next() >>> 5;
  const low = generator.next() >>> 6;
  return LARGEST_INITIAL_VALUE * ((high * 2 ** 26 + low) / 2 ** 53);
}
