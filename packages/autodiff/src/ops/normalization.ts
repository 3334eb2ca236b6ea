import { matchAxes } from "@espalier/tensor";
import type { Data, Shape, Tensor } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Apply, Op, Value } from "../op.ts";
import { add, mul } from "./arithmetic.ts";
import { oneShape } from "./one-shape.ts";
import { broadcastTo, meanOver, repeatAlong, scale, sumTo } from "./shape.ts";

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

/** What one kind of normalization takes off and adds. */
interface Kind {
  readonly name: string;
  /** Whether the mean is taken off. */
  readonly isCentred: boolean;
  /** ε ≥ 0, under the root. */
  readonly epsilon: number;
}

/** The mean that is taken off a row, and r = 1 / √(mean (x − μ)² + ε), which is infinite for a row of zeros without ε. */
function rowStatistics({ isCentred, epsilon }: Kind, X: Data, from: number, I: number): Statistics {
  let mean = 0;
  if (isCentred) {
    for (let at = from; at < from + I; at++) mean += X[at];
    mean /= I;
  }
  let squares = 0;
  for (let at = from; at < from + I; at++) squares += (X[at] - mean) * (X[at] - mean);
  return { mean, r: 1 / Math.sqrt(squares / I + epsilon) };
}

interface Statistics {
  readonly mean: number;
  readonly r: number;
}

/** u, row by row: [n, i] → [n, i]. */
const unit = (kind: Kind): Op<"x"> => {
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
const unitSlope = (kind: Kind): Op<"x" | "c"> => ({
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

/**
 * Layer normalization, γ ⊙ (x − μ) / √(σ² + ε) + β with the mean μ and the variance σ² of each row.
 *
 *   X [n, i], gain γ [i], shift β [i]  →  Y [n, i]
 *
 *   jvp   Ẏ = γ ⊙ S(Ẋ)      Ẏ = γ̇ ⊙ u         Ẏ = β̇                u the normalized row, S its derivative:
 *   vjp   X̄ = S(γ ⊙ Ȳ)      γ̄ = Σ_n Ȳ ⊙ u     β̄ = Σ_n Ȳ            S(c) = (c − mean c − u mean(u c)) / √(σ² + ε)
 *
 * @param epsilon ε ≥ 0
 * @throws ShapeError when gain or shift is not one number for each column of X
 * @see Ba, Kiros & Hinton 2016, "Layer normalization", (4)
 */
export const layerNorm = (epsilon: number): Op<"X" | "gain" | "shift"> => {
  const kind: Kind = { name: "layerNorm", isCentred: true, epsilon };
  const rules = gained(kind);
  return {
    name: "layerNorm",
    shape: ({ X, gain, shift }) => checkColumns("layerNorm", X, { gain, shift }),
    forward: ({ X, gain, shift }, Y) => normalize(kind, X, gain.data, shift.data, Y),
    jvp: { ...rules.jvp, shift: (_, change, Y, apply) => apply(broadcastTo(shapeOf(Y)), { x: change }) },
    vjp: { ...rules.vjp, shift: ({ shift }, YBar, _, apply) => apply(sumTo(shapeOf(shift)), { x: YBar }) },
  };
};

/**
 * RMS normalization, γ ⊙ x / √(mean x² + ε), row by row.
 *
 *   X [n, i], gain γ [i]  →  Y [n, i]
 *
 *   jvp   Ẏ = γ ⊙ S(Ẋ)      Ẏ = γ̇ ⊙ u          u the normalized row, S its derivative:
 *   vjp   X̄ = S(γ ⊙ Ȳ)      γ̄ = Σ_n Ȳ ⊙ u      S(c) = (c − u mean(u c)) / √(mean x² + ε)
 *
 * @param epsilon ε ≥ 0
 * @throws ShapeError when gain is not one number for each column of X
 * @see Zhang & Sennrich 2019, "Root mean square layer normalization", (4)
 */
export const rmsNorm = (epsilon: number): Op<"X" | "gain"> => {
  const kind: Kind = { name: "rmsNorm", isCentred: false, epsilon };
  return {
    name: "rmsNorm",
    shape: ({ X, gain }) => checkColumns("rmsNorm", X, { gain }),
    forward: ({ X, gain }, Y) => normalize(kind, X, gain.data, undefined, Y),
    ...gained(kind),
  };
};

/** Y = γ ⊙ u + β */
function normalize(kind: Kind, X: Tensor, gain: Data, shift: Data | undefined, Y: Tensor): void {
  const [N, I] = X.shape;
  for (let n = 0; n < N; n++) {
    const { mean, r } = rowStatistics(kind, X.data, n * I, I);
    for (let i = 0, at = n * I; i < I; i++, at++)
      Y.data[at] = gain[i] * ((X.data[at] - mean) * r) + (shift === undefined ? 0 : shift[i]);
  }
}

/** The rules of γ ⊙ u. */
function gained(kind: Kind): Pick<Op<"X" | "gain">, "jvp" | "vjp"> {
  return {
    jvp: {
      X: ({ X, gain }, XDot, _, apply) =>
        apply(mul, { a: gain, b: apply(unitSlope(kind), { x: X, c: XDot }) }),
      gain: ({ X }, change, _, apply) => apply(mul, { a: change, b: apply(unit(kind), { x: X }) }),
    },
    vjp: {
      X: ({ X, gain }, YBar, _, apply) =>
        apply(unitSlope(kind), { x: X, c: apply(mul, { a: YBar, b: gain }) }),
      gain: ({ X, gain }, YBar, _, apply) =>
        apply(sumTo(shapeOf(gain)), { x: apply(mul, { a: YBar, b: apply(unit(kind), { x: X }) }) }),
    },
  };
}

function checkColumns(who: string, X: Shape, perColumn: Readonly<Record<string, Shape>>): Shape {
  for (const [name, shape] of Object.entries(perColumn))
    matchAxes(who, { X: [{ shape: X }, "NI"], [name]: [{ shape }, "I"] });
  return X;
}
