import { broadcastShapes, kernels, sameShape, ShapeError, showShape } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Op } from "../op.ts";
import { gather, mul } from "./arithmetic.ts";
import { oneShape } from "./one-shape.ts";
import { negativePart } from "./scalar.ts";
import { sumTo } from "./shape.ts";

/**
 * y = x where x > 0, else a x: the slope a is learnt, one for the layer (a [1]) or one for each neuron (a [i]).
 *
 *   X [n, i], a [1] or [i]  →  Y [n, i]
 *
 *   jvp   Ẏ = Ẋ ⊙ σ′(X)     Ẏ = ȧ ⊙ min(X, 0)
 *   vjp   X̄ = Ȳ ⊙ σ′(X)     ā = Σ_n Ȳ ⊙ min(X, 0)      σ′ = 1 where x > 0, else a
 *
 * At the kink the slope is a.
 *
 * @throws ShapeError when a does not stretch to the rows of X
 * @see He et al. 2015, "Delving deep into rectifiers", (1) and (8)
 */
export const prelu: Op<"X" | "a"> = {
  name: "prelu",
  shape: ({ X, a }) => stretches("prelu", X, a),
  forward: ({ X, a }, Y) => {
    const slopes = a.data.length;
    if (slopes === 1) return kernels().prelu({ X: X.data, a: a.data[0], Y: Y.data });
    for (let at = 0; at < Y.data.length; at++) {
      const x = X.data[at];
      Y.data[at] = x > 0 ? x : a.data[at % slopes] * x;
    }
  },
  jvp: {
    X: ({ X, a }, XDot, _, apply) => apply(preluSlope, { X, a, c: XDot }),
    a: ({ X }, aDot, _, apply) => apply(mul, { a: aDot, b: apply(negativePart.op, { x: X }) }),
  },
  tangent: ({ X, a }, { X: XDot, a: aDot }, apply) =>
    XDot === undefined || aDot === undefined ? undefined : apply(preluTangent, { X, a, XDot, aDot }),
  vjp: {
    X: ({ X, a }, YBar, _, apply) => apply(preluSlope, { X, a, c: YBar }),
    a: ({ X, a }, YBar, _, apply) => apply(negativeSum(shapeOf(a)), { X, c: YBar }),
  },
};

/**
 * Σ_n c ⊙ min(X, 0) in one pass: the cotangent of a slope for a cotangent c of the output.
 *
 *   X [n, i], c [n, i]  →  z [1] or [i]
 *
 *   jvp   ż = Σ_n c ⊙ Ẋ ⊙ [X ≤ 0]     ż = Σ_n ċ ⊙ min(X, 0)
 *   vjp   X̄ = z̄ ⊙ c ⊙ [X ≤ 0]         c̄ = z̄ ⊙ min(X, 0)
 */
const negativeSum = (shape: Shape): Op<"X" | "c"> => ({
  name: "negative sum",
  shape: () => shape,
  forward: ({ X, c }, z) => kernels().negativeSums({ X: X.data, c: c.data, sums: z.data }),
  jvp: {
    X: ({ X, c }, XDot, _, apply) =>
      apply(sumTo(shape), {
        x: apply(negativePart.slope, { x: X, y: X, c: apply(mul, { a: c, b: XDot }) }),
      }),
    c: ({ X }, cDot, _, apply) => apply(negativeSum(shape), { X, c: cDot }),
  },
  vjp: {
    X: ({ X, c }, zBar, _, apply) =>
      apply(negativePart.slope, { x: X, y: X, c: apply(mul, { a: zBar, b: c }) }),
    c: ({ X }, zBar, _, apply) => apply(mul, { a: zBar, b: apply(negativePart.op, { x: X }) }),
  },
});

/**
 * c σ′(x), entry by entry, with σ′ = 1 where x > 0, else a. Its slope in x is 0 wherever it exists.
 *
 *   X [n, i], a [1] or [i], c [n, i]  →  Z [n, i]
 *
 *   jvp   Ż = ȧ ⊙ c ⊙ [X ≤ 0]        Ż = ċ ⊙ σ′(X)
 *   vjp   ā = Σ_n Z̄ ⊙ c ⊙ [X ≤ 0]    c̄ = Z̄ ⊙ σ′(X)
 *
 * @throws ShapeError when a does not stretch to the rows of X, or the shape of c differs from that of X
 */
export const preluSlope: Op<"X" | "a" | "c", "a" | "c"> = {
  name: "prelu slope",
  shape: ({ X, a, c }) => stretches("prelu slope", oneShape("prelu slope", { X, c }), a),
  forward: ({ X, a, c }, Z) => {
    const slopes = a.data.length;
    if (slopes === 1) return kernels().preluSlope({ X: X.data, a: a.data[0], c: c.data, Z: Z.data });
    for (let at = 0; at < Z.data.length; at++)
      Z.data[at] = X.data[at] > 0 ? c.data[at] : a.data[at % slopes] * c.data[at];
  },
  jvp: {
    a: ({ X, c }, aDot, _, apply) =>
      apply(negativePart.slope, { x: X, y: X, c: apply(mul, { a: aDot, b: c }) }),
    c: ({ X, a }, cDot, _, apply) => apply(preluSlope, { X, a, c: cDot }),
  },
  vjp: {
    a: ({ X, a, c }, ZBar, _, apply) =>
      gather(apply(negativePart.slope, { x: X, y: X, c: apply(mul, { a: ZBar, b: c }) }), a, apply),
    c: ({ X, a }, ZBar, _, apply) => apply(preluSlope, { X, a, c: ZBar }),
  },
};

/**
 * Ẏ = Ẋ ⊙ σ′(X) + ȧ ⊙ min(X, 0) in one go: the tangent of {@link prelu} when signal and slope move.
 *
 *   X [n, i], a [1] or [i], Ẋ [n, i], ȧ as a  →  Ẏ [n, i]
 *
 *   jvp   of a, Ẋ and ȧ, in which it is bilinear: ⊙ [X ≤ 0] Ẋ, σ′(X), min(X, 0)
 *   vjp   their transposes. X is held, as the output jumps where X is 0: a sweep that is itself differentiated adds up the rules of
 *         {@link prelu}.
 *
 * @throws ShapeError when a does not stretch to the rows of X, or a tangent has another shape than what it belongs to
 */
export const preluTangent: Op<"X" | "a" | "XDot" | "aDot", "a" | "XDot" | "aDot"> = {
  name: "prelu tangent",
  shape({ X, a, XDot, aDot }) {
    oneShape("prelu tangent", { a, aDot });
    return stretches("prelu tangent", oneShape("prelu tangent", { X, XDot }), a);
  },
  forward({ X: { data: X }, a: { data: a }, XDot: { data: XDot }, aDot: { data: aDot } }, { data: Y }) {
    const slopes = a.length;
    if (slopes === 1) return kernels().preluTangent({ X, a: a[0], XDot, aDot: aDot[0], Y });
    for (let at = 0, i = 0; at < Y.length; at++, i = i + 1 === slopes ? 0 : i + 1)
      Y[at] = X[at] > 0 ? XDot[at] : a[i] * XDot[at] + aDot[i] * X[at];
  },
  jvp: {
    a: ({ X, XDot }, aChange, _, apply) =>
      apply(negativePart.slope, { x: X, y: X, c: apply(mul, { a: aChange, b: XDot }) }),
    XDot: ({ X, a }, change, _, apply) => apply(preluSlope, { X, a, c: change }),
    aDot: ({ X }, change, _, apply) => apply(mul, { a: change, b: apply(negativePart.op, { x: X }) }),
  },
  vjp: {
    a: ({ X, a, XDot }, YBar, _, apply) =>
      gather(apply(negativePart.slope, { x: X, y: X, c: apply(mul, { a: YBar, b: XDot }) }), a, apply),
    XDot: ({ X, a }, YBar, _, apply) => apply(preluSlope, { X, a, c: YBar }),
    aDot: ({ X, aDot }, YBar, _, apply) => apply(negativeSum(shapeOf(aDot)), { X, c: YBar }),
  },
};

function stretches(who: string, X: readonly number[], a: readonly number[]): readonly number[] {
  const fits = a.length === 1 && sameShape(broadcastShapes(who, X, a), X);
  if (!fits)
    throw new ShapeError(who, `one slope, or one for each column of X ${showShape(X)}`, showShape(a));
  return X;
}
