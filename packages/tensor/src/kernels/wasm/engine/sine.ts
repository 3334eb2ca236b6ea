import { COSINE, SINE } from "../../../elementary/cosine.ts";
import { HALF_PI_PARTS } from "../../../elementary/sine.ts";
import { select, V128 } from "./assembler.ts";
import type { Code, Local } from "./assembler.ts";
import {
  absolute,
  bitsAnd,
  bitsXor,
  constant,
  equal,
  floor,
  horner,
  minus,
  notBelow,
  over,
  plus,
  times,
} from "./doubles.ts";
import type { Fresh } from "./exponential.ts";

const [P0, P1, P2, P3] = HALF_PI_PARTS.map(constant);
const [ONE, HALF, SIGN] = [1, 0.5, -0].map(constant);

/** y ← sin x for |x| up to MODERATE, step by step as `sin` does. */
export const sine = (fresh: Fresh, x: Local, y: Local): Code => circular(fresh, x, y, true);

/** y ← cos x for |x| up to MODERATE, step by step as `cos` does. */
export const cosine = (fresh: Fresh, x: Local, y: Local): Code => circular(fresh, x, y, false);

function circular(fresh: Fresh, x: Local, y: Local, isSine: boolean): Code {
  const [k, a, b, c, quarter] = Array.from({ length: 5 }, () => fresh(V128));
  const [turns, square, isEven] = [a, b, c]; // when these have served
  const sineOfTurns = times(turns.get, horner(SINE, square.get));
  const cosineOfTurns = horner(COSINE, square.get);
  const isNegative = isSine
    ? notBelow(quarter.get, constant(2))
    : equal(absolute(minus(quarter.get, constant(1.5))), HALF); // 1 and 2
  return [
    a.set(over(x.get, constant(Math.PI / 2))),
    k.set(floor(a.get)),
    k.set(plus(k.get, bitsAnd(ONE, notBelow(minus(a.get, k.get), HALF)))), // the nearest, of two the larger
    a.set(minus(x.get, times(k.get, P0))),
    b.set(minus(a.get, times(k.get, P1))),
    c.set(minus(b.get, times(k.get, P2))),
    a.set(minus(minus(a.get, b.get), times(k.get, P1))),
    a.set(plus(a.get, minus(minus(b.get, c.get), times(k.get, P2)))), // lost
    c.set(plus(c.get, minus(a.get, times(k.get, P3)))),
    c.set(select(x.get, c.get, equal(k.get, constant(0)))), // rest
    quarter.set(minus(k.get, times(constant(4), floor(times(k.get, constant(0.25)))))),
    turns.set(over(c.get, constant(2 * Math.PI))),
    square.set(times(turns.get, turns.get)),
    k.set(times(quarter.get, HALF)),
    isEven.set(equal(floor(k.get), k.get)),
    y.set(select(isSine ? sineOfTurns : cosineOfTurns, isSine ? cosineOfTurns : sineOfTurns, isEven.get)),
    y.set(bitsXor(y.get, bitsAnd(SIGN, isNegative))),
  ];
}
