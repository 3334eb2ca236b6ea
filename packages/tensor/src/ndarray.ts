import ndarray from "ndarray";
import type { NdArray } from "ndarray";
import ops from "ndarray-ops";
import { ShapeError, ValueError } from "./errors.ts";
import { dtypeOf, sizeOf, wrap, zeros } from "./tensor.ts";
import type { Data, Tensor } from "./tensor.ts";

/**
 * Views with strides, by way of the ndarray package: transposes, slices and every other sub-sampling.
 *
 * Only this module imports ndarray and ndarray-ops. Both generate code from strings, which edge runtimes and strict pages forbid.
 */

/** The tensor as an ndarray over the same data. */
export const toNdarray = ({ shape, data }: Tensor): NdArray<Data> => ndarray<Data>(data, [...shape]);

/**
 * An ndarray as a tensor: over the same data where the view is row-major and contiguous, at any offset, otherwise packed
 * into a new array.
 *
 * @throws ValueError when the dtype is neither float64 nor float32
 * @throws ShapeError when the view reaches outside its data, which ndarray itself does not check
 */
export function fromNdarray(view: NdArray): Tensor {
  const { data, shape, offset } = view;
  if (!(data instanceof Float64Array || data instanceof Float32Array))
    throw new ValueError("fromNdarray", "an ndarray of float64 or float32", view.dtype);
  const [first, last] = reach(view);
  if (first < 0 || last >= data.length)
    throw new ShapeError(
      "fromNdarray",
      `a view of entries 0 … ${data.length - 1}`,
      `one of ${first} … ${last}`,
    );
  if (isRowMajor(view)) return wrap([...shape], data.subarray(offset, offset + sizeOf(shape)));
  const packed = zeros([...shape], dtypeOf({ shape, data }));
  ops.assign(toNdarray(packed), view);
  return packed;
}

/** The first and the last index of the data that a view reaches; [0, −1] when an axis is empty. */
function reach({ shape, stride, offset }: NdArray): readonly [number, number] {
  if (sizeOf(shape) === 0) return [0, -1];
  const spans = shape.map((size, axis) => (size - 1) * stride[axis]);
  const total = (part: readonly number[]): number => part.reduce((sum, span) => sum + span, offset);
  return [total(spans.filter((span) => span < 0)), total(spans.filter((span) => span > 0))];
}

/** Whether the entries follow each other in row-major order; along an axis of one entry any stride will do. */
function isRowMajor({ shape, stride }: NdArray): boolean {
  return shape.every((size, axis) => size === 1 || stride[axis] === sizeOf(shape.slice(axis + 1)));
}
