import { splitAt } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
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
    for (let at = 0; at < y.data.length; at++) {
      const line = { first: start(at, length, inner), length, step: inner };
      const largest = largestOn(line, x.data);
      // Infinity less infinity is NaN, where the sum is plainly that infinity.
      y.data[at] =
        Math.abs(largest) === Infinity ? largest : largest + Math.log(totalAround(line, x.data, largest));
    }
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
      for (let at = 0; at < outer * inner; at++) {
        const line = { first: start(at, length, inner), length, step: inner };
        const largest = largestOn(line, x.data);
        const total = totalAround(line, x.data, largest);
        for (let n = 0, k = line.first; n < length; n++, k += inner)
          p.data[k] = Math.exp(x.data[k] - largest) / total;
      }
    },
    jvp: { x: centred },
    vjp: { x: centred },
  };
};

/** Where the line with this number begins, in a tensor seen as [outer, length, inner]. */
const start = (line: number, length: number, inner: number): number =>
  Math.floor(line / inner) * length * inner + (line % inner);

/** The entries first, first + step, …, so many of them. */
interface Line {
  readonly first: number;
  readonly length: number;
  readonly step: number;
}

function largestOn({ first, length, step }: Line, x: Data): number {
  let largest = -Infinity;
  for (let n = 0, k = first; n < length; n++, k += step) largest = Math.max(largest, x[k]);
  return largest;
}

/** Σ exp(x − largest), at least 1: nothing overflows, and the logarithm and the quotient exist. */
function totalAround({ first, length, step }: Line, x: Data, largest: number): number {
  let total = 0;
  for (let n = 0, k = first; n < length; n++, k += step) total += Math.exp(x[k] - largest);
  return total;
}
