import { ShapeError, ValueError } from "./errors.ts";

/** The sizes of the axes of a tensor; `[]` for a scalar. */
export type Shape = readonly number[];

/** The numbers of a tensor: a Float64Array for accuracy, a Float32Array for speed. */
export type Data = Float64Array | Float32Array;

/** Double or single precision. */
export type DType = "f64" | "f32";

/** Numbers with a shape: row-major and contiguous, `data.length` the product of `shape`. A scalar has shape []. */
export interface Tensor {
  /** The sizes of its axes. */
  readonly shape: Shape;
  /** Its numbers, row-major. */
  readonly data: Data;
}

/** Nested arrays of numbers: `[[1, 2], [3, 4]]` for a matrix. */
export type Nested = number | readonly Nested[];

/** The number of entries of a shape; 1 for the scalar []. */
export const sizeOf = (shape: Shape): number => shape.reduce((size, axis) => size * axis, 1);

/** The precision of a tensor's numbers. */
export const dtypeOf = ({ data }: { readonly data: Data; readonly shape?: Shape }): DType =>
  data instanceof Float32Array ? "f32" : "f64";

/**
 * An array of `size` zeros, in double precision by default.
 *
 * @throws ValueError when the dtype is neither f64 nor f32
 */
export function allocate(size: number, dtype: DType = "f64"): Data {
  checkDType("allocate", dtype);
  return dtype === "f32" ? new Float32Array(size) : new Float64Array(size);
}

/**
 * The types promise one of two; a caller in JavaScript does not, and neither does a file.
 *
 * @throws ValueError when the dtype is neither f64 nor f32
 */
export function checkDType(who: string, dtype: DType): void {
  if (dtype !== "f64" && dtype !== "f32") throw new ValueError(who, "the dtype f64 or f32", String(dtype));
}

/** Whether two shapes have the same axes in the same order. */
export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((axis, at) => axis === b[at]);

/** A shape as error messages show it: `[2, 3]`. */
export const showShape = (shape: Shape): string => `[${shape.join(", ")}]`;

/**
 * A tensor over existing data. The data are neither copied nor checked for NaN.
 *
 * @throws ShapeError when the shape is not made of whole numbers ≥ 0, or does not hold as many numbers as `data`
 */
export const wrap = (shape: Shape, data: Data): Tensor => shaped("wrap", shape, data);

function shaped(who: string, shape: Shape, data: Data): Tensor {
  checkAxes(who, shape);
  if (sizeOf(shape) !== data.length)
    throw new ShapeError(who, `${sizeOf(shape)} numbers for shape ${showShape(shape)}`, `${data.length}`);
  return { shape, data };
}

function checkAxes(who: string, shape: Shape): void {
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0))
    throw new ShapeError(who, "axes that are whole numbers ≥ 0", showShape(shape));
}

/**
 * A tensor of zeros. See {@link full} for any other number.
 *
 * @throws ShapeError when the shape is not made of whole numbers ≥ 0
 * @throws ValueError when the dtype is neither f64 nor f32
 */
export const zeros = (shape: Shape, dtype: DType = "f64"): Tensor => zerosFor("zeros", shape, dtype);

/** {@link zeros} for a function that errors name. */
export function zerosFor(who: string, shape: Shape, dtype: DType): Tensor {
  checkAxes(who, shape);
  checkDType(who, dtype);
  return { shape, data: allocate(sizeOf(shape), dtype) };
}

/**
 * A tensor whose entries all have one value.
 *
 * @throws ShapeError when the shape is not made of whole numbers ≥ 0
 * @throws ValueError when the dtype is neither f64 nor f32
 */
export function full(shape: Shape, value: number, dtype: DType = "f64"): Tensor {
  const result = zerosFor("full", shape, dtype);
  result.data.fill(value);
  return result;
}

/**
 * A tensor from nested arrays: `tensor([[1, 2], [3, 4]])` has shape [2, 2], `tensor(7)` shape [].
 *
 * @throws ShapeError where rows differ in length, naming the row
 * @throws ValueError where an entry is not a number, or when the dtype is neither f64 nor f32
 */
export function tensor(values: Nested, dtype: DType = "f64"): Tensor {
  checkDType("tensor", dtype);
  const shape: number[] = [];
  for (let inner = values; Array.isArray(inner); inner = inner[0]) shape.push(inner.length);
  const data = allocate(sizeOf(shape), dtype);
  let filled = 0;
  const fill = (value: Nested, path: readonly number[]): void => {
    const expected = shape[path.length];
    if (Array.isArray(value)) {
      if (value.length !== expected)
        throw new ShapeError("tensor", describe(expected, path), `${value.length} entries`);
      for (const [index, entry] of value.entries()) fill(entry, [...path, index]);
    } else if (expected !== undefined)
      throw new ShapeError("tensor", describe(expected, path), String(value));
    else if (typeof value !== "number")
      throw new ValueError("tensor", `a number at ${at(path)}`, String(value));
    else data[filled++] = value;
  };
  fill(values, []);
  return { shape, data };
}

const at = (path: readonly number[]): string => `[${path.join("][")}]`;
const describe = (size: number | undefined, path: readonly number[]): string =>
  size === undefined ? `a number at ${at(path)}` : `${size} entries at ${at(path)}`;

/** The inverse of {@link tensor}: nested arrays, a plain number for shape []. */
export function toNested({ shape, data }: Tensor): Nested {
  const nest = (axis: number, offset: number, size: number): Nested => {
    if (axis === shape.length) return data[offset];
    const step = size / shape[axis];
    return Array.from({ length: shape[axis] }, (_, index) => nest(axis + 1, offset + index * step, step));
  };
  return nest(0, 0, data.length);
}

/**
 * The same numbers under another shape; shares its data.
 *
 * @throws ShapeError when the sizes differ
 */
export const reshape = ({ data }: Tensor, shape: Shape): Tensor => shaped("reshape", shape, data);

/**
 * The one number of a tensor of size 1.
 *
 * @throws ShapeError when there are more or none
 */
export function item({ shape, data }: Tensor): number {
  if (data.length !== 1) throw new ShapeError("item", "a tensor of one number", showShape(shape));
  return data[0];
}

/**
 * The numbers in another precision, rounded to it; the source itself where it has that precision already.
 *
 * @throws ValueError when the dtype is neither f64 nor f32
 */
export function astype(source: Tensor, dtype: DType): Tensor {
  checkDType("astype", dtype);
  if (dtypeOf(source) === dtype) return source;
  const { shape, data } = source;
  return { shape, data: dtype === "f32" ? Float32Array.from(data) : Float64Array.from(data) };
}
