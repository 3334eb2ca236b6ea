import { EXPONENTIAL, LOG2_HIGH, LOG2_LOW, ROUND } from "../../../elementary/exp.ts";
import { select, V128 } from "./assembler.ts";
import type { Code, Local, Type } from "./assembler.ts";
import {
  absolute,
  atLeast,
  atMost,
  constant,
  greater,
  horner,
  minus,
  minusWhole,
  over,
  plus,
  plusWhole,
  shiftLeft,
  shiftRight,
  times,
  wholeNumber,
} from "./doubles.ts";

export type Fresh = (type: Type) => Local;

/**
 * y ← exp(x + rest), step by step as `expOfSum` does. The sum that rounds to k also holds k in its last bits, and
 * these make the powers of two. Changes x.
 */
export function exponential(fresh: Fresh, x: Local, y: Local, rest?: Local): Code {
  const [k, low, r, t] = Array.from({ length: 4 }, () => fresh(V128));
  const bits = y; // until y is there
  const power = (exponent: Code): Code => shiftLeft(plusWhole(exponent, wholeNumber(1023)), 52);
  const half = shiftRight(shiftLeft(bits.get, 32), 33);
  const lowOf = (product: Code): Code => (rest === undefined ? product : minus(product, rest.get));
  const two = constant(2);
  return [
    x.set(atLeast(atMost(x.get, constant(710)), constant(-746))),
    bits.set(plus(times(x.get, constant(Math.LOG2E)), constant(ROUND))),
    k.set(minus(bits.get, constant(ROUND))),
    x.set(minus(x.get, times(k.get, constant(LOG2_HIGH)))), // high
    low.set(lowOf(times(k.get, constant(LOG2_LOW)))),
    r.set(minus(x.get, low.get)),
    t.set(times(r.get, r.get)),
    t.set(minus(r.get, times(t.get, horner(EXPONENTIAL, t.get)))), // c
    r.set(over(times(r.get, t.get), minus(two, t.get))),
    t.set(plus(constant(1), x.get)),
    x.set(minus(x.get, minus(t.get, constant(1)))), // lost
    x.set(plus(t.get, minus(x.get, minus(low.get, r.get)))),
    k.set(half),
    y.set(times(times(x.get, power(k.get)), power(minusWhole(bits.get, k.get)))),
  ];
}

/** y ← exp x − 1, step by step as `expm1` does. */
export function exponentialMinusOne(fresh: Fresh, x: Local, y: Local): Code {
  const [high, k, low, r, t] = Array.from({ length: 5 }, () => fresh(V128));
  const bits = y; // until y is there
  const two = constant(2);
  return [
    high.set(atLeast(atMost(x.get, constant(710)), constant(-40))),
    bits.set(plus(times(high.get, constant(Math.LOG2E)), constant(ROUND))),
    k.set(minus(bits.get, constant(ROUND))),
    high.set(minus(high.get, times(k.get, constant(LOG2_HIGH)))),
    low.set(times(k.get, constant(LOG2_LOW))),
    r.set(minus(high.get, low.get)),
    t.set(times(r.get, r.get)),
    t.set(minus(r.get, times(t.get, horner(EXPONENTIAL, t.get)))), // c
    low.set(minus(low.get, over(times(r.get, t.get), minus(two, t.get)))),
    k.set(shiftLeft(plusWhole(bits.get, wholeNumber(1022)), 52)), // 2ᵏ⁻¹
    y.set(plus(times(k.get, high.get), minus(k.get, constant(0.5)))),
    y.set(times(two, minus(y.get, times(k.get, low.get)))),
    y.set(select(x.get, y.get, greater(constant(2 ** -54), absolute(x.get)))),
  ];
}
