import { allocate, FormatError, showShape, sizeOf } from "@espalier/tensor";
import type { Data, DType, Shape, Tensor } from "@espalier/tensor";
import { checkBytes } from "../read-bytes.ts";
import { refuse } from "../refuse.ts";
import { elementOf } from "./element.ts";
import { readHeader } from "./header.ts";

/** How to read an array. */
export interface ReadNpyOptions {
  /** The precision of the result. Without it f32 for f4 and f2, which it holds exactly, and f64 for all others. */
  readonly dtype?: DType;
}

/**
 * Reads a .npy file of numbers: f2 f4 f8, signed and unsigned integers of 1, 2, 4 and 8 bytes, and booleans as 0 and 1; both orders
 * of bytes; C and Fortran order, into row-major. NaN and infinity are passed on.
 *
 * Memory: the result alone, at most 8 times the bytes (a double for a byte).
 *
 * @throws FormatError naming the byte and the field: `byte 10, shape: expected …`
 */
export function readNpy(bytes: Uint8Array, { dtype }: ReadNpyOptions = {}): Tensor {
  checkBytes("npy", bytes);
  const { descr, fortranOrder, shape, start, at } = readHeader(bytes);
  const known = elementOf(descr);
  if (known === undefined)
    throw new FormatError(
      `byte ${at}, descr`,
      "numbers of a known size and order of bytes: f2, f4, f8, i1 … i8, u1 … u8, b1",
      JSON.stringify(descr),
    );
  const { element, little } = known;
  const size = sizeOf(shape);
  // Asked this way round because Infinity × 0, from many axes and an empty one, is NaN.
  if (!(size * element.bytes === bytes.length - start))
    refuse(
      start,
      "data",
      `${size * element.bytes} bytes for shape ${showShape(shape)}`,
      `${bytes.length - start}`,
    );

  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  const data = allocate(size, dtype ?? element.dtype);
  for (let p = 0; p < size; p++) {
    const value = element.get(view, p * element.bytes, little);
    if (element.counted && !Number.isSafeInteger(value))
      refuse(start + p * element.bytes, "data", "a whole number that a double counts to", String(value));
    data[p] = value;
  }
  return { shape, data: fortranOrder && shape.length > 1 ? rowMajor(data, shape) : data };
}

/** The numbers of an array whose first axis runs fastest, so that the last one does. */
function rowMajor(data: Data, shape: Shape): Data {
  const result = data.slice();
  const index = shape.map(() => 0);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    result[to] = data[from];
    // Count up: the last axis first, as an odometer does.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return result;
}
