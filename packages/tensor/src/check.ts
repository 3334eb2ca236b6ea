import { ShapeError, ValueError } from "./errors.ts";
import { kernels } from "./kernels/choice.ts";
import { showShape, sizeOf } from "./tensor.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Checks that a value is a tensor, for public functions: any caller may write `{ shape, data }` by hand.
 *
 * @throws ValueError when it has no shape, or its data are neither a Float64Array nor a Float32Array
 * @throws ShapeError when the shape is not made of whole numbers ≥ 0, or does not hold as many numbers as the data
 */
export function checkTensor(who: string, name: string, value: Tensor): void {
  // The type promises both fields; a caller in JavaScript does not.
  const { shape, data } = Object(value) as Partial<Tensor>;
  if (!Array.isArray(shape)) throw new ValueError(who, `${name} to be a tensor with a shape`, kindOf(value));
  if (!(data instanceof Float64Array || data instanceof Float32Array))
    throw new ValueError(who, `data of ${name} in a Float64Array or Float32Array`, kindOf(data));
  if (!shape.every((axis) => Number.isSafeInteger(axis) && axis >= 0))
    throw new ShapeError(who, `axes of ${name} that are whole numbers ≥ 0`, showShape(shape));
  if (sizeOf(shape) !== data.length)
    throw new ShapeError(who, `${sizeOf(shape)} numbers in ${name} ${showShape(shape)}`, String(data.length));
}

/** The index of the first NaN or infinite number; −1 if there is none. */
export const firstNotFinite = (data: Tensor["data"]): number =>
  kernels().areFinite(data) ? -1 : data.findIndex((value) => !Number.isFinite(value));

/**
 * Checks that every entry is finite.
 *
 * @throws ValueError naming the first entry that is NaN or infinite
 */
export function checkFinite(who: string, name: string, { data }: Tensor): void {
  const at = firstNotFinite(data);
  if (at >= 0) throw new ValueError(who, `finite numbers in ${name}`, `${data[at]} at entry ${at}`);
}

/** The kind of a value in a word: its class, `null`, or its `typeof`. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  // The class of a generator has no name of its own.
  return value.constructor?.name || Object.prototype.toString.call(value).slice("[object ".length, -1);
}
