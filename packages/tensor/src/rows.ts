import { ShapeError } from "./errors.ts";
import { dtypeOf, showShape, sizeOf, zeros } from "./tensor.ts";
import type { Data, Shape, Tensor } from "./tensor.ts";

/**
 * Rows `from` to `to`, the last not included, of a tensor with at least one axis; shares its data.
 *
 * @throws ShapeError when the tensor has no such rows
 */
export function rows(source: Tensor, from: number, to: number): Tensor {
  const { N, rest, width } = rowsOf("rows", source);
  if (!(isWhole(from) && isWhole(to) && from <= to && to <= N))
    throw new ShapeError("rows", `0 ≤ from ≤ to ≤ ${N} in ${showShape(source.shape)}`, `${from} to ${to}`);
  return { shape: [to - from, ...rest], data: source.data.subarray(from * width, to * width) };
}

/**
 * The rows with the given numbers, in that order, copied.
 *
 * @throws ShapeError when the tensor has no such row
 */
export function takeRows(source: Tensor, indices: ArrayLike<number>): Tensor {
  const { rest } = rowsOf("takeRows", source);
  return takeRowsInto(zeros([indices.length, ...rest], dtypeOf(source)), source, indices);
}

/** {@link takeRows} into an existing tensor of the right shape, which is not checked again. */
export const takeRowsInto = (target: Tensor, source: Tensor, indices: ArrayLike<number>): Tensor =>
  rowCopier(source)(target, indices);

/** From this width on, copying a whole row is faster than copying number by number. */
const LONG = 128;

/**
 * {@link takeRowsInto} for many calls on one tensor. It keeps the view of a long row that it copies from, so taking the row again
 * allocates nothing.
 */
export function rowCopier(source: Tensor): (target: Tensor, indices: ArrayLike<number>) => Tensor {
  const { N, width } = rowsOf("takeRows", source);
  const { data } = source;
  const long: Data[] = [];
  return (target, indices) => {
    for (let row = 0; row < indices.length; row++) {
      const index = indices[row];
      if (!(isWhole(index) && index < N))
        throw new ShapeError("takeRows", `a row of ${showShape(source.shape)}, counted from 0`, `${index}`);
      if (width >= LONG)
        target.data.set((long[index] ??= data.subarray(index * width, (index + 1) * width)), row * width);
      else for (let at = 0; at < width; at++) target.data[row * width + at] = data[index * width + at];
    }
    return target;
  };
}

const isWhole = (index: number): boolean => Number.isInteger(index) && index >= 0;

function rowsOf(who: string, { shape }: Tensor): { N: number; rest: Shape; width: number } {
  if (shape.length === 0) throw new ShapeError(who, "a tensor with rows", "a scalar");
  const [N, ...rest] = shape;
  return { N, rest, width: sizeOf(rest) };
}
