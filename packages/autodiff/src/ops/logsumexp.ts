import { kernels, splitAt } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Op } from "../op.ts";
import { mul, sub } from "./arithmetic.ts";
import { repeatAlong, sumOver } from "./shape.ts";

/**
 * y = log Σ exp x along one axis, which disappears. Written around the largest entry, so that nothing overflows.
 *
 *   jvp   ẏ = Σ p ẋ      vjp   x̄ = p ȳ      p the softmax of x
 *
 * @throws ShapeError when x has no such axis
 */
export const logsumexp = (axis: number): Op<"x"> => ({
  name: "logsumexp",
  shape: ({ x }) => splitAt("logsumexp", x, axis).shape,
  forward: ({ x }, y) => {
    const { length, inner } = splitAt("logsumexp", x.shape, axis);
    kernels().logSumExp({ X: x.data, length, step: inner, Y: y.data });
  },
  jvp: {
    x: ({ x }, xDot, _, apply) =>
      apply(sumOver(axis), { x: apply(mul, { a: apply(softmax(axis), { x }), b: xDot }) }),
  },
  vjp: {
    x: ({ x }, yBar, _, apply) =>
      apply(mul, { a: apply(softmax(axis), { x }), b: apply(repeatAlong(shapeOf(x), axis), { x: yBar }) }),
  },
});

/**
 * p = exp(x) / Σ exp(x) along one axis, both written around the largest entry. As exp(x − logsumexp x), p would inherit
 * the rounding of the logarithm, which is that of a number as large as x.
 *
 *   jvp   ṗ = p (ẋ − Σ p ẋ)      vjp   x̄ = p (p̄ − Σ p p̄)
 *
 * The Jacobian is symmetric, so the two rules are the same.
 *
 * @throws ShapeError when x has no such axis
 */
export const softmax = (axis: number): Op<"x"> => {
  const centred: Op<"x">["jvp"]["x"] = ({ x }, change, p, apply) => {
    const mean = apply(sumOver(axis), { x: apply(mul, { a: p, b: change }) });
    return apply(mul, {
      a: p,
      b: apply(sub, { a: change, b: apply(repeatAlong(shapeOf(x), axis), { x: mean }) }),
    });
  };
  return {
    name: "softmax",
    shape: ({ x }) => x,
    forward: ({ x }, p) => {
      const { length, inner } = splitAt("softmax", x.shape, axis);
      kernels().softmax({ X: x.data, length, step: inner, P: p.data });
    },
    jvp: { x: centred },
    vjp: { x: centred },
  };
};
