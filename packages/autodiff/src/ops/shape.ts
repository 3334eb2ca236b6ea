import {
  broadcastTo as stretched,
  checkStretch,
  sameShape,
  ShapeError,
  showShape,
  splitAt,
  sumToInto,
} from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";
import { shapeOf } from "../op.ts";
import type { Op } from "../op.ts";

/**
 * x stretched to `shape`, by the rules of broadcasting. The adjoint of {@link sumTo}.
 *
 * @throws ShapeError when x does not stretch to it
 */
export const broadcastTo = (shape: Shape): Op<"x"> => ({
  name: "broadcastTo",
  shape: () => shape,
  forward: ({ x }, y) => y.data.set(stretched(x, shape).data),
  jvp: { x: (_, xDot, __, apply) => apply(broadcastTo(shape), { x: xDot }) },
  vjp: { x: ({ x }, yBar, _, apply) => apply(sumTo(shapeOf(x)), { x: yBar }) },
});

/**
 * The sum over everything that stretching `shape` to the shape of x would repeat. The adjoint of {@link broadcastTo}.
 *
 * @throws ShapeError when `shape` does not stretch to the shape of x
 */
export const sumTo = (shape: Shape): Op<"x"> => ({
  name: "sumTo",
  shape: ({ x }) => {
    checkStretch("sumTo", shape, x);
    return shape;
  },
  forward: ({ x }, y) => void sumToInto(y, x),
  jvp: { x: (_, xDot, __, apply) => apply(sumTo(shape), { x: xDot }) },
  vjp: { x: ({ x }, yBar, _, apply) => apply(broadcastTo(shapeOf(x)), { x: yBar }) },
});

/**
 * The sum along one axis, which disappears, or over all entries. The adjoint of {@link repeatAlong}.
 *
 * @throws ShapeError when x has no such axis
 */
export const sumOver = (axis?: number): Op<"x"> => ({
  name: "sumOver",
  shape: ({ x }) => splitAt("sumOver", x, axis).shape,
  forward: ({ x }, y) => {
    const { length, inner } = splitAt("sumOver", x.shape, axis);
    for (let at = 0; at < y.data.length; at++) y.data[at] = sumOfLine(x, at, length, inner);
  },
  jvp: { x: (_, xDot, __, apply) => apply(sumOver(axis), { x: xDot }) },
  vjp: { x: ({ x }, yBar, _, apply) => apply(repeatAlong(shapeOf(x), axis), { x: yBar }) },
});

/**
 * x repeated along one axis of `shape`, which it does not have itself, or over all. The adjoint of {@link sumOver}.
 *
 * @throws ShapeError when `shape` has no such axis, or x does not have the shape without it
 */
export const repeatAlong = (shape: Shape, axis?: number): Op<"x"> => ({
  name: "repeatAlong",
  shape: ({ x }) => {
    const kept = splitAt("repeatAlong", shape, axis).shape;
    if (!sameShape(x, kept)) throw new ShapeError("repeatAlong", `x ${showShape(kept)}`, showShape(x));
    return shape;
  },
  forward: ({ x }, y) => {
    const { length, inner } = splitAt("repeatAlong", shape, axis);
    for (let at = 0; at < y.data.length; at++)
      y.data[at] = x.data[Math.floor(at / (length * inner)) * inner + (at % inner)];
  },
  jvp: { x: (_, xDot, __, apply) => apply(repeatAlong(shape, axis), { x: xDot }) },
  vjp: { x: (_, yBar, __, apply) => apply(sumOver(axis), { x: yBar }) },
});

/** c x for a fixed number c. */
export const scale = (c: number): Op<"x"> => ({
  name: "scale",
  shape: ({ x }) => x,
  forward: ({ x }, y) => {
    for (let at = 0; at < y.data.length; at++) y.data[at] = c * x.data[at];
  },
  jvp: { x: (_, xDot, __, apply) => apply(scale(c), { x: xDot }) },
  vjp: { x: (_, yBar, __, apply) => apply(scale(c), { x: yBar }) },
});

/**
 * The mean along one axis, which disappears, or of all entries.
 *
 * @throws ShapeError when x has no such axis
 */
export const meanOver = (axis?: number): Op<"x"> => ({
  name: "meanOver",
  shape: ({ x }) => splitAt("meanOver", x, axis).shape,
  forward: ({ x }, y) => {
    const { length, inner } = splitAt("meanOver", x.shape, axis);
    for (let at = 0; at < y.data.length; at++) y.data[at] = sumOfLine(x, at, length, inner) / length;
  },
  jvp: { x: (_, xDot, __, apply) => apply(meanOver(axis), { x: xDot }) },
  vjp: {
    x: ({ x }, yBar, _, apply) => {
      const { length } = splitAt("meanOver", shapeOf(x), axis);
      return apply(scale(1 / length), { x: apply(repeatAlong(shapeOf(x), axis), { x: yBar }) });
    },
  },
});

/** The sum of the line with this number, in a tensor seen as [outer, length, inner]; in double precision always. */
function sumOfLine({ data }: Tensor, line: number, length: number, inner: number): number {
  const first = Math.floor(line / inner) * length * inner + (line % inner);
  let sum = 0;
  for (let k = 0; k < length; k++) sum += data[first + k * inner];
  return sum;
}
