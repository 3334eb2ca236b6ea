import ndarray from "ndarray";
import type { NdArray } from "ndarray";
import ops from "ndarray-ops";
import { allocate, dtypeOf, sizeOf } from "../../src/index.ts";
import type { Data, DType, Shape, Tensor } from "../../src/index.ts";

/** The operations once more, by ndarray and ndarray-ops: independent of ours down to the strides. */

export const { assign, inf, sum, sup } = ops;

export type View = NdArray<Data>;
export type Unary = "neg" | "abs" | "exp" | "log" | "sqrt";
export type Binary = "add" | "sub" | "mul" | "div";

export const view = ({ shape, data }: Tensor): View => ndarray<Data>(data, [...shape]);

/** Row-major strides, with 0 where an axis of `from` is repeated to give `shape`. */
function stretchedStrides(from: Shape, shape: Shape): number[] {
  const missing = shape.length - from.length;
  return shape.map((_, axis) => {
    const own = axis < missing ? 1 : from[axis - missing];
    return own === 1 ? 0 : sizeOf(from.slice(axis - missing + 1));
  });
}

/** x seen in a larger shape, where entries repeat by strides of 0. */
export const stretched = (x: Tensor, shape: Shape): View =>
  ndarray<Data>(x.data, [...shape], stretchedStrides(x.shape, shape));

/** An operation of ndarray-ops that writes its first argument. */
export function written(shape: Shape, dtype: DType, write: (result: View) => unknown): Tensor {
  const result = { shape, data: allocate(sizeOf(shape), dtype) };
  write(view(result));
  return result;
}

export const unary = (name: Unary, x: Tensor): Tensor =>
  written(x.shape, dtypeOf(x), (result) => ops[name](result, view(x)));

export const binary = (name: Binary, a: Tensor, b: Tensor, shape: Shape): Tensor => {
  const dtype = dtypeOf(a) === "f32" && dtypeOf(b) === "f32" ? "f32" : "f64";
  return written(shape, dtype, (result) => ops[name](result, stretched(a, shape), stretched(b, shape)));
};

/** What `reduce` makes of every line of x along an axis, in row-major order of the other axes. */
export function along(x: Tensor, axis: number, reduce: (line: View) => number): number[] {
  const lines = (picked: readonly (number | null)[]): number[] => {
    const next = picked.length;
    if (next === x.shape.length) return [reduce(view(x).pick(...picked))];
    if (next === axis) return lines([...picked, null]);
    return Array.from({ length: x.shape[next] }, (_, index) => lines([...picked, index])).flat();
  };
  return lines([]);
}
