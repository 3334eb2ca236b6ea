import { LOG2_HIGH, LOG2_LOW } from "../../../elementary/exp.ts";
import { LOGARITHM } from "../../../elementary/log.ts";
import { select, V128 } from "./assembler.ts";
import type { Code, Local } from "./assembler.ts";
import {
  absolute,
  bitsAnd,
  constant,
  greater,
  horner,
  minus,
  notBelow,
  over,
  plus,
  times,
} from "./doubles.ts";
import type { Fresh } from "./exponential.ts";

/** y ← log(1 + x) for x from 0 to 1, step by step as `log1p` does. From √2 on, 1 + x is halved, and k is 1. */
export function logarithmOfSum(fresh: Fresh, x: Local, y: Local): Code {
  const [isHalved, u, f, s, R, half] = Array.from({ length: 6 }, () => fresh(V128));
  const [one, two] = [constant(1), constant(2)];
  const timesK = (value: number): Code => bitsAnd(constant(value), isHalved.get);
  return [
    isHalved.set(notBelow(x.get, constant(Math.SQRT2 - 1))),
    u.set(plus(one, x.get)),
    f.set(select(minus(times(u.get, constant(0.5)), one), x.get, isHalved.get)),
    u.set(bitsAnd(over(minus(x.get, minus(u.get, one)), u.get), isHalved.get)), // rest
    s.set(over(f.get, plus(two, f.get))),
    R.set(times(s.get, s.get)),
    R.set(times(R.get, horner(LOGARITHM, R.get))),
    half.set(times(times(constant(0.5), f.get), f.get)),
    s.set(plus(times(s.get, plus(half.get, R.get)), plus(timesK(LOG2_LOW), u.get))),
    y.set(minus(timesK(LOG2_HIGH), minus(minus(half.get, s.get), f.get))),
    y.set(select(x.get, y.get, greater(constant(2 ** -54), absolute(x.get)))),
  ];
}
