import { splitAt } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Op } from "../op.ts";
import { mul, sub } from "./arithmetic.ts";
import { repeatAlong, sumOver } from "./shape.ts";

/**
 * y = log Σ exp x along one axis, which disappears. Written around the largest entry, so that nothing overflows.
 *
 *   jvp   ẏ = Σ p ẋ      vjp   x̄ = p ȳ      p = exp(x − y), the softmax of x
 *
 * @throws ShapeError when x has no such axis
 */
export const logsumexp = (axis: number): Op<"x"> => ({
  name: "logsumexp",
  shape: ({ x }) => splitAt("logsumexp", x, axis).shape,
  forward: ({ x }, y) => {
    const { length, inner } = splitAt("logsumexp", x.shape, axis);
    for (let at = 0; at < y.data.length; at++)
      y.data[at] = logTotal(x.data, start(at, length, inner), length, inner);
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
 * p = exp(x) / Σ exp(x) along one axis, as exp(x − logsumexp x).
 *
 *   jvp   ṗ = p (ẋ − Σ p ẋ)      vjp   x̄ = p (p̄ − Σ p p̄)
 *
 * The Jacobian is symmetric, so that both rules read alike.
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
      const { outer, length, inner } = splitAt("softmax", x.shape, axis);
      for (let line = 0; line < outer * inner; line++) {
        const first = start(line, length, inner);
        const total = logTotal(x.data, first, length, inner);
        for (let k = first; k < first + length * inner; k += inner) p.data[k] = Math.exp(x.data[k] - total);
      }
    },
    jvp: { x: centred },
    vjp: { x: centred },
  };
};

/** Where the line with this number begins, in a tensor seen as [outer, length, inner]. */
const start = (line: number, length: number, inner: number): number =>
  Math.floor(line / inner) * length * inner + (line % inner);

function logTotal(x: Data, first: number, length: number, step: number): number {
  const end = first + length * step;
  let largest = -Infinity;
  for (let k = first; k < end; k += step) largest = Math.max(largest, x[k]);
  // Infinity less infinity is NaN, where the sum is plainly that infinity.
  if (Math.abs(largest) === Infinity) return largest;
  let sum = 0;
  for (let k = first; k < end; k += step) sum += Math.exp(x[k] - largest);
  return largest + Math.log(sum);
}
