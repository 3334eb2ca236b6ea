import { COTANGENT } from "../../../elementary/tanh.ts";
import { select, V128 } from "../engine/assembler.ts";
import type { Code, Local } from "../engine/assembler.ts";
import {
  absolute,
  atMost,
  bitsAnd,
  bitsOr,
  constant,
  greater,
  horner,
  minus,
  over,
  plus,
  times,
  unequal,
} from "../engine/doubles.ts";
import { exponential } from "../engine/exponential.ts";
import type { Fresh } from "../engine/exponential.ts";
import { cosine, sine } from "../engine/sine.ts";
import {
  negative,
  ONE,
  sigmoidOf,
  sigmoidSlopeOf,
  SIGN,
  softplusOf,
  square,
  tanhSlopeOf,
  TWO,
  ZERO,
} from "./curve.ts";
import type { Curve } from "./curve.ts";

export const tanh: Curve = (fresh, x, y) => {
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
export const tanhSlope: Curve = (fresh, x, y) => tanhSlopeOf(fresh, x.get, y);

export const sigmoid: Curve = (fresh, x, y) => sigmoidOf(fresh, x.get, y);
export const sigmoidSlope: Curve = (fresh, x, y) => sigmoidSlopeOf(fresh, x.get, y);

export const exp: Curve = (fresh, x, y) => {
  const e = fresh(V128);
  return [e.set(x.get), exponential(fresh, e, y)];
};

export const silu: Curve = (fresh, x, y) => [sigmoidOf(fresh, x.get, y), y.set(times(x.get, y.get))];
export const siluSlope: Curve = (fresh, x, y) => {
  const s = fresh(V128);
  return [
    sigmoidOf(fresh, x.get, s),
    sigmoidSlopeOf(fresh, x.get, y),
    y.set(plus(s.get, times(x.get, y.get))),
  ];
};

export const softplus: Curve = (fresh, x, y, [beta]) => {
  const z = fresh(V128);
  return [z.set(times(beta.get, x.get)), softplusOf(fresh, z.get, y), y.set(over(y.get, beta.get))];
};
export const softplusSlope: Curve = (fresh, x, y, [beta]) => sigmoidOf(fresh, times(beta.get, x.get), y);

export const logsigmoid: Curve = (fresh, x, y) => {
  const z = fresh(V128);
  return [z.set(negative(x.get)), softplusOf(fresh, z.get, y), y.set(negative(y.get))];
};
export const logsigmoidSlope: Curve = (fresh, x, y) => sigmoidOf(fresh, negative(x.get), y);

export const mish: Curve = (fresh, x, y, none) => {
  const s = fresh(V128);
  return [softplusOf(fresh, x.get, s), tanh(fresh, s, y, none), y.set(times(x.get, y.get))];
};
export const mishSlope: Curve = (fresh, x, y, none) => {
  const [s, d, t] = [fresh(V128), fresh(V128), fresh(V128)];
  return [
    softplusOf(fresh, x.get, s),
    tanhSlopeOf(fresh, s.get, d),
    tanh(fresh, s, t, none),
    sigmoidOf(fresh, x.get, y),
    y.set(plus(t.get, times(times(x.get, d.get), y.get))),
  ];
};

/** w = a (x + c x³) */
const inner = (x: Code, a: Code, c: Code): Code => times(a, plus(x, times(times(times(c, x), x), x)));

export const geluTanh: Curve = (fresh, x, y, [a, c]) => {
  const w = fresh(V128);
  return [w.set(inner(x.get, a.get, c.get)), sigmoidOf(fresh, w.get, y), y.set(times(x.get, y.get))];
};
export const geluTanhSlope: Curve = (fresh, x, y, [a, c, c3]) => {
  const [w, s] = [fresh(V128), fresh(V128)];
  return [
    w.set(inner(x.get, a.get, c.get)),
    sigmoidOf(fresh, w.get, s),
    sigmoidSlopeOf(fresh, w.get, y),
    w.set(times(a.get, plus(ONE, times(times(c3.get, x.get), x.get)))),
    y.set(bitsAnd(times(y.get, w.get), unequal(y.get, ZERO))), // 0 where the slope of σ is
    y.set(plus(s.get, times(x.get, y.get))),
  ];
};

/** sin or cos of ωx, then a function of it. */
const circular =
  (curve: (fresh: Fresh, x: Local, y: Local) => Code, f: (y: Code, omega: Code) => Code): Curve =>
  (fresh, x, y, [omega]) => {
    const z = fresh(V128);
    return [z.set(times(omega.get, x.get)), curve(fresh, z, y), y.set(f(y.get, omega.get))];
  };
export const sin: Curve = circular(sine, (y) => y);
export const sinSlope: Curve = circular(cosine, (y, omega) => times(omega, y));

export const softsign: Curve = (_, x, y) => y.set(over(x.get, plus(ONE, absolute(x.get))));
export const softsignSlope: Curve = (_, x, y) => [
  y.set(over(ONE, plus(ONE, absolute(x.get)))),
  y.set(square(y.get)),
];
