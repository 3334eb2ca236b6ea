import { checkStretch, repeatedSize, stretchedOffsets } from "./broadcast.ts";
import { ShapeError } from "./errors.ts";
import { kernels } from "./kernels/choice.ts";
import { allocate, dtypeOf, showShape, sizeOf } from "./tensor.ts";
import type { Shape, Tensor } from "./tensor.ts";

/** A shape around one axis. */
export interface AxisSplit {
  /** The product of the sizes before the axis. */
  readonly outer: number;
  /** The size of the axis. */
  readonly length: number;
  /** The product of the sizes behind the axis. */
  readonly inner: number;
  /** The shape without the axis. */
  readonly shape: Shape;
}

/** A reduction along one axis, which disappears, or over all entries by default. */
type Reduction = (x: Tensor, axis?: number) => Tensor;

/** The sum along an axis, or of all entries. Each result has one accumulator and adds in the order of the entries. */
export const sum: Reduction = /* @__PURE__ */ reduction("sum", 0, (total, value) => total + value);
/** The mean along an axis, or of all entries; NaN for no entries. */
export const mean: Reduction = /* @__PURE__ */ reduction(
  "mean",
  0,
  (total, value) => total + value,
  (total, n) => total / n,
);
/** The largest entry along an axis, or of all; NaN if an entry is NaN, −∞ for no entries. */
export const max: Reduction = /* @__PURE__ */ reduction("max", -Infinity, Math.max);
/** The smallest entry along an axis, or of all; NaN if an entry is NaN, +∞ for no entries. */
export const min: Reduction = /* @__PURE__ */ reduction("min", Infinity, Math.min);

function reduction(
  who: string,
  start: number,
  step: (total: number, value: number) => number,
  finish: (total: number, n: number) => number = (total) => total,
): Reduction {
  return (x, axis) => {
    const { outer, length, inner, shape } = splitAt(who, x.shape, axis);
    const data = allocate(outer * inner, dtypeOf(x));
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        let total = start;
        for (let k = 0; k < length; k++) total = step(total, x.data[(o * length + k) * inner + i]);
        data[o * inner + i] = finish(total, length);
      }
    return { shape, data };
  };
}

/**
 * A shape seen as [outer, length, inner] around one axis; without an axis, `length` is the number of all entries.
 *
 * @throws ShapeError when there is no such axis
 */
export function splitAt(who: string, shape: Shape, axis: number | undefined): AxisSplit {
  if (axis === undefined) return { outer: 1, length: sizeOf(shape), inner: 1, shape: [] };
  if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length)
    throw new ShapeError(who, `an axis of ${showShape(shape)}, counted from 0`, `${axis}`);
  return {
    outer: sizeOf(shape.slice(0, axis)),
    length: shape[axis],
    inner: sizeOf(shape.slice(axis + 1)),
    shape: shape.toSpliced(axis, 1),
  };
}

/**
 * The sum over everything that stretching `shape` to the shape of x would repeat: the adjoint of broadcasting.
 *
 * @throws ShapeError when `shape` does not stretch to the shape of x
 */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  checkStretch("sumTo", shape, x.shape);
  return sumToInto({ shape, data: allocate(sizeOf(shape), dtypeOf(x)) }, x);
}

/** {@link sumTo} into an existing tensor, whose shape is not checked. */
export function sumToInto(result: Tensor, x: Tensor): Tensor {
  const { shape, data } = result;
  if (repeatedSize(shape, x.shape) !== undefined) kernels().columnSums({ X: x.data, sums: data });
  else {
    const totals = new Float64Array(data.length);
    const offsets = stretchedOffsets(shape, x.shape);
    for (let index = 0; index < offsets.length; index++) totals[offsets[index]] += x.data[index];
    data.set(totals);
  }
  return result;
}
