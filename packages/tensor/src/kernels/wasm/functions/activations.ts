import { COTANGENT, TAIL } from "../../../elementary/coefficients.ts";
import { SQRT_TWO_PI } from "../../../elementary/normal.ts";
import type { ActivationName } from "../../kernels.ts";
import { repeat, routine, select, V128 } from "../engine/assembler.ts";
import type { Code, Local, Routine } from "../engine/assembler.ts";
import {
  absolute,
  advanceTwo,
  atMost,
  bitsAnd,
  bitsOr,
  bitsXor,
  constant,
  greater,
  horner,
  maximum,
  minus,
  over,
  plus,
  storeDoubles,
  times,
  toSingle,
} from "../engine/doubles.ts";
import type { Element } from "../engine/element.ts";
import { exponential } from "../engine/exponential.ts";
import type { Fresh } from "../engine/exponential.ts";

/** Code that leaves f(x) or f′(x) in y. It follows the elementary functions step by step and computes both sides of a branch. */
type Curve = (fresh: Fresh, x: Local, y: Local) => Code;

const [ZERO, ONE, TWO, FOUR, SIGN] = [0, 1, 2, 4, -0].map(constant);
const negative = (a: Code): Code => bitsXor(a, SIGN);
const square = (a: Code): Code => times(a, a);

const tanh: Curve = (fresh, x, y) => {
  const [a, e] = [fresh(V128), fresh(V128)];
  return [
    a.set(atMost(absolute(x.get), constant(22))),
    e.set(times(TWO, a.get)),
    exponential(fresh, e, y),
    y.set(minus(ONE, over(TWO, plus(y.get, ONE)))),
    y.set(bitsOr(y.get, bitsAnd(x.get, SIGN))),
    e.set(square(x.get)),
    e.set(over(x.get, plus(ONE, times(e.get, horner(COTANGENT, e.get))))),
    y.set(select(y.get, e.get, greater(a.get, constant(0.75)))),
  ];
};

/** y ← exp(−m |x|), and then a function of it. */
const ofDecay =
  (m: number, f: (e: Code) => Code): Curve =>
  (fresh, x, y) => {
    const e = fresh(V128);
    return [e.set(times(constant(-m), absolute(x.get))), exponential(fresh, e, y), y.set(f(y.get))];
  };
const tanhSlope = ofDecay(2, (e) => over(times(FOUR, e), square(plus(ONE, e))));
const sigmoidSlope = ofDecay(1, (e) => over(e, square(plus(ONE, e))));

const sigmoid: Curve = (fresh, x, y) => {
  const e = fresh(V128);
  return [e.set(negative(x.get)), exponential(fresh, e, y), y.set(over(ONE, plus(ONE, y.get)))];
};

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

const gelu: Curve = (fresh, x, y) => [...normal(fresh, x, y, fresh(V128)), y.set(times(x.get, y.get))];

const geluSlope: Curve = (fresh, x, y) => {
  const bell = fresh(V128);
  return [
    ...normal(fresh, x, y, bell),
    y.set(plus(y.get, times(x.get, over(bell.get, constant(SQRT_TWO_PI))))),
  ];
};

// prettier-ignore
const curves: Readonly<Record<ActivationName, { f: Curve; slope: Curve }>> = {
  relu:    { f: (_, x, y) => y.set(maximum(x.get, ZERO)), slope: (_, x, y) => y.set(bitsAnd(ONE, greater(x.get, ZERO))) },
  tanh:    { f: tanh,                                     slope: tanhSlope    },
  sigmoid: { f: sigmoid,                                  slope: sigmoidSlope },
  gelu:    { f: gelu,                                     slope: geluSlope    },
};

// The keys of a record of all names.
export const activationNames = Object.keys(curves) as readonly ActivationName[];

/** Two entries at a time, in double precision for either element: (X, Y, pairs) and (X, c, Z, pairs). */
export const activations = (element: Element): Routine[] =>
  Object.entries(curves).flatMap(([name, { f, slope }]) => [
    routine(`${element.dtype}-${name}`, 3, ([X, Y, count], fresh) => {
      const [x, y] = [fresh(V128), fresh(V128)];
      return repeat(
        count,
        x.set(element.loadDoubles(X.get)),
        f(fresh, x, y),
        storeDoubles(element, Y.get, y.get),
        ...[X, Y].map((pointer) => advanceTwo(element, pointer)),
      );
    }),
    routine(`${element.dtype}-${name}Slope`, 4, ([X, c, Z, count], fresh) => {
      const [x, y] = [fresh(V128), fresh(V128)];
      return repeat(
        count,
        x.set(element.loadDoubles(X.get)),
        slope(fresh, x, y),
        storeDoubles(element, Z.get, times(element.loadDoubles(c.get), y.get)),
        ...[X, c, Z].map((pointer) => advanceTwo(element, pointer)),
      );
    }),
  ]);
