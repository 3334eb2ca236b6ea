import type { Data } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Apply, Op, Value } from "../op.ts";
import { add, mul } from "./arithmetic.ts";
import { oneShape } from "./one-shape.ts";
import { meanOver, repeatAlong, scale } from "./shape.ts";

/*
 * A row divided by its own size: u = (x − μ) r with r = 1 / √(mean (x − μ)² + ε), where μ is the mean of the row (layer normalization) or 0
 * (RMS normalization).
 *
 * u is the gradient of I √(mean (x − μ)² + ε). So its derivative is symmetric, and its second derivative is symmetric in all three places;
 * the rules of both modes are therefore the same:
 *
 *   S(c)    = r (c − m(c) − u m(u c))                                  the derivative of u along c; m(c) is the mean of c, or 0 without μ
 *   B(c, d) = − r m(u d) S(c) − r m(u c) S(d) − r m(c S(d)) u          the derivative of S(c) along d
 */

/** A kind of normalization. */
export interface Kind {
  readonly name: string;
  /** Whether the mean is taken off. */
  readonly isCentred: boolean;
  /** ε ≥ 0, under the root. */
  readonly epsilon: number;
}

/** The mean that is taken off a row, and r = 1 / √(mean (x − μ)² + ε), which is infinite for a row of zeros without ε. */
export function rowStatistics({ isCentred, epsilon }: Kind, X: Data, from: number, I: number): Statistics {
  let mean = 0;
  if (isCentred) {
    for (let at = from; at < from + I; at++) mean += X[at];
    mean /= I;
  }
  let squares = 0;
  for (let at = from; at < from + I; at++) squares += (X[at] - mean) * (X[at] - mean);
  return { mean, r: 1 / Math.sqrt(squares / I + epsilon) };
}

export interface Statistics {
  readonly mean: number;
  readonly r: number;
}

/** u, row by row: [n, i] → [n, i]. */
export const unit = (kind: Kind): Op<"x"> => {
  const along: Op<"x">["jvp"]["x"] = ({ x }, change, _, apply) => apply(unitSlope(kind), { x, c: change });
  return {
    name: `${kind.name} unit`,
    shape: ({ x }) => x,
    forward({ x }, u) {
      const [N, I] = x.shape;
      for (let n = 0; n < N; n++) {
        const { mean, r } = rowStatistics(kind, x.data, n * I, I);
        for (let at = n * I; at < (n + 1) * I; at++) u.data[at] = (x.data[at] - mean) * r;
      }
    },
    jvp: { x: along },
    vjp: { x: along },
  };
};

/** r, one number a row: [n, i] → [n]. Its derivative along c is −r² m(u c). */
const inverseSize = (kind: Kind): Op<"x"> => {
  /** −r² u: of which the mean with c is the derivative along c. */
  const gradient = (x: Value, r: Value, apply: Apply): Value => {
    const square = apply(repeatAlong(shapeOf(x), 1), { x: apply(mul, { a: r, b: r }) });
    return apply(scale(-1), { x: apply(mul, { a: square, b: apply(unit(kind), { x }) }) });
  };
  return {
    name: `${kind.name} inverse size`,
    shape: ({ x: [N] }) => [N],
    forward({ x }, r) {
      const [N, I] = x.shape;
      for (let n = 0; n < N; n++) r.data[n] = rowStatistics(kind, x.data, n * I, I).r;
    },
    jvp: {
      x: ({ x }, xDot, r, apply) =>
        apply(meanOver(1), { x: apply(mul, { a: gradient(x, r, apply), b: xDot }) }),
    },
    vjp: {
      x: ({ x }, rBar, r, apply) => {
        const each = apply(repeatAlong(shapeOf(x), 1), { x: rBar });
        const product = apply(mul, { a: gradient(x, r, apply), b: each });
        return apply(scale(1 / shapeOf(x)[1]), { x: product });
      },
    },
  };
};

/** S(c), in one pass over each row. */
export const unitSlope = (kind: Kind): Op<"x" | "c"> => ({
  name: `${kind.name} slope`,
  shape: ({ x, c }) => oneShape(`${kind.name} slope`, { x, c }),
  forward({ x: { shape, data: X }, c: { data: c } }, { data: z }) {
    const [N, I] = shape;
    for (let n = 0; n < N; n++) {
      const [from, to] = [n * I, (n + 1) * I];
      const { mean, r } = rowStatistics(kind, X, from, I);
      let [sum, product] = [0, 0];
      for (let at = from; at < to; at++) {
        sum += c[at];
        product += (X[at] - mean) * r * c[at];
      }
      const [shift, along] = [kind.isCentred ? sum / I : 0, product / I];
      for (let at = from; at < to; at++) z[at] = r * (c[at] - shift - (X[at] - mean) * r * along);
    }
  },
  jvp: {
    x: ({ x, c }, xDot, S, apply) => unitCurvature(kind, x, { c, S }, xDot, apply),
    c: ({ x }, cDot, _, apply) => apply(unitSlope(kind), { x, c: cDot }),
  },
  vjp: {
    x: ({ x, c }, zBar, S, apply) => unitCurvature(kind, x, { c, S }, zBar, apply),
    c: ({ x }, zBar, _, apply) => apply(unitSlope(kind), { x, c: zBar }),
  },
});

/** B(c, d), in ops: it can be differentiated as often as one likes. */
function unitCurvature(
  kind: Kind,
  x: Value,
  { c, S }: { readonly c: Value; readonly S: Value },
  d: Value,
  apply: Apply,
): Value {
  const u = apply(unit(kind), { x });
  const T = apply(unitSlope(kind), { x, c: d });
  const product = (a: Value, b: Value): Value => apply(mul, { a, b });
  const sum = (a: Value, b: Value): Value => apply(add, { a, b });
  const ofRow = (each: Value): Value => apply(repeatAlong(shapeOf(x), 1), { x: each });
  const mean = (a: Value, b: Value): Value => ofRow(apply(meanOver(1), { x: product(a, b) }));
  const terms = sum(sum(product(mean(u, d), S), product(mean(u, c), T)), product(mean(c, T), u));
  const r = ofRow(apply(inverseSize(kind), { x }));
  return apply(scale(-1), { x: product(r, terms) });
}
