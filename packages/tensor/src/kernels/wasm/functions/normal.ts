import { SQRT_TWO_PI, TAIL } from "../../../elementary/normal.ts";
import { select, V128 } from "../engine/assembler.ts";
import type { Code, Local } from "../engine/assembler.ts";
import {
  absolute,
  atMost,
  constant,
  greater,
  horner,
  minus,
  over,
  plus,
  times,
  toSingle,
} from "../engine/doubles.ts";
import { exponential } from "../engine/exponential.ts";
import type { Fresh } from "../engine/exponential.ts";
import { FOUR, negative, ONE, square, TWO, ZERO } from "./curve.ts";
import type { Curve } from "./curve.ts";

/** y ← Φ(x), and `bell` ← exp(−x² / 2). */
const normal = (fresh: Fresh, x: Local, y: Local, bell: Local): Code => {
  const [a, head, w] = [fresh(V128), fresh(V128), fresh(V128)];
  return [
    a.set(atMost(absolute(x.get), constant(40))),
    head.set(toSingle(a.get)),
    w.set(over(negative(times(minus(a.get, head.get), plus(a.get, head.get))), TWO)),
    head.set(over(negative(square(head.get)), TWO)),
    exponential(fresh, head, bell, w),
    a.set(over(a.get, constant(Math.SQRT2))), // u
    w.set(over(times(TWO, a.get), plus(a.get, FOUR))),
    head.set(minus(w.get, ONE)),
    y.set(times(bell.get, plus(ONE, times(w.get, horner(TAIL, head.get))))),
    y.set(over(y.get, plus(TWO, times(FOUR, a.get)))),
    y.set(select(minus(ONE, y.get), y.get, greater(x.get, ZERO))),
  ];
};

export const gelu: Curve = (fresh, x, y) => [...normal(fresh, x, y, fresh(V128)), y.set(times(x.get, y.get))];

export const geluSlope: Curve = (fresh, x, y) => {
  const bell = fresh(V128);
  return [
    ...normal(fresh, x, y, bell),
    y.set(plus(y.get, times(x.get, over(bell.get, constant(SQRT_TWO_PI))))),
  ];
};
