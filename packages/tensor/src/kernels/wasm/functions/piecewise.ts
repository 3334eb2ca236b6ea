import { select, V128 } from "../engine/assembler.ts";
import type { Code } from "../engine/assembler.ts";
import {
  absolute,
  bitsAnd,
  bitsWithout,
  constant,
  greater,
  maximum,
  minimum,
  over,
  plus,
  times,
} from "../engine/doubles.ts";
import { exponential, exponentialMinusOne } from "../engine/exponential.ts";
import { ONE, TWO, ZERO } from "./curve.ts";
import type { Curve } from "./curve.ts";

export const relu: Curve = (_, x, y) => y.set(maximum(x.get, ZERO));
export const reluSlope: Curve = (_, x, y) => y.set(bitsAnd(ONE, greater(x.get, ZERO)));

export const abs: Curve = (_, x, y) => y.set(absolute(x.get));
export const absSlope: Curve = (_, x, y) => y.set(select(ONE, constant(-1), greater(x.get, ZERO)));

export const clip: Curve = (_, x, y, [min, max]) => y.set(minimum(maximum(x.get, min.get), max.get));
export const clipSlope: Curve = (_, x, y, [min, max]) => y.set(bitsAnd(ONE, within(x.get, min.get, max.get)));

/** All bits where low < x ≤ high. */
const within = (x: Code, low: Code, high: Code): Code => bitsWithout(greater(x, low), greater(x, high));

export const hardsigmoid: Curve = (_, x, y, [alpha, beta]) => [
  y.set(plus(times(alpha.get, x.get), beta.get)),
  y.set(minimum(maximum(y.get, ZERO), ONE)),
];
export const hardsigmoidSlope: Curve = (_, x, y, [alpha, beta]) => [
  y.set(plus(times(alpha.get, x.get), beta.get)),
  y.set(bitsAnd(alpha.get, within(y.get, ZERO, ONE))),
];

const [THREE, SIX, MINUS_THREE] = [3, 6, -3].map(constant);
/** `above` beyond 3, `between` beyond −3, else 0. */
const inThirds = (x: Code, above: Code, between: Code): Code =>
  select(above, bitsAnd(between, greater(x, MINUS_THREE)), greater(x, THREE));
export const hardswish: Curve = (_, x, y) =>
  y.set(inThirds(x.get, x.get, over(times(x.get, plus(x.get, THREE)), SIX)));
export const hardswishSlope: Curve = (_, x, y) =>
  y.set(inThirds(x.get, ONE, over(plus(times(TWO, x.get), THREE), SIX)));

/** `right` where x > 0, else `left`. */
const rightOf = (x: Code, right: Code, left: Code): Code => select(right, left, greater(x, ZERO));

export const elu: Curve = (fresh, x, y, [alpha]) => [
  exponentialMinusOne(fresh, x, y),
  y.set(rightOf(x.get, x.get, times(alpha.get, y.get))),
];
export const eluSlope: Curve = (fresh, x, y, [alpha]) => {
  const e = fresh(V128);
  return [e.set(x.get), exponential(fresh, e, y), y.set(rightOf(x.get, ONE, times(alpha.get, y.get)))];
};

export const selu: Curve = (fresh, x, y, [scale, left]) => [
  exponentialMinusOne(fresh, x, y),
  y.set(rightOf(x.get, times(scale.get, x.get), times(left.get, y.get))),
];
export const seluSlope: Curve = (fresh, x, y, [scale, left]) => {
  const e = fresh(V128);
  return [e.set(x.get), exponential(fresh, e, y), y.set(rightOf(x.get, scale.get, times(left.get, y.get)))];
};

export const celu: Curve = (fresh, x, y, [alpha]) => {
  const z = fresh(V128);
  return [
    z.set(over(x.get, alpha.get)),
    exponentialMinusOne(fresh, z, y),
    y.set(rightOf(x.get, x.get, times(alpha.get, y.get))),
  ];
};
export const celuSlope: Curve = (fresh, x, y, [alpha]) => {
  const e = fresh(V128);
  return [e.set(over(x.get, alpha.get)), exponential(fresh, e, y), y.set(rightOf(x.get, ONE, y.get))];
};
