import { allocate, FormatError, showShape, sizeOf } from "@espalier/tensor";
import type { Data, DType, Shape, Tensor } from "@espalier/tensor";
import { checkBytes } from "../bytes/read-bytes.ts";
import type { Layout } from "../bytes/layout.ts";
import { refuse } from "../bytes/refuse.ts";
import { forEachPlace } from "../bytes/strides.ts";
import { elementOf } from "./element.ts";
import { readHeader } from "./header.ts";
import type { NpyHeader } from "./header.ts";

/** How to read an array. */
export interface ReadNpyOptions {
  /** The precision of the result. Without it f32 for f4 and f2, which it holds exactly, and f64 for all others. */
  readonly dtype?: DType;
}

/**
 * Reads a .npy file of numbers: f2 f4 f8, signed and unsigned integers of 1, 2, 4 and 8 bytes, and booleans as 0 and 1; both orders
 * of bytes; C and Fortran order, into row-major. NaN and infinity are passed on.
 *
 * Memory: the result alone, at most 8 times the bytes (a double for a byte); twice that in Fortran order, while it is put into row-major.
 *
 * @throws FormatError naming the byte and the field: `byte 10, shape: expected …`
 */
export function readNpy(bytes: Uint8Array, { dtype }: ReadNpyOptions = {}): Tensor {
  checkBytes("npy", bytes);
  const { shape, fortranOrder, start, bytes: each, read } = layoutOf(bytes, dtype);
  const size = sizeOf(shape);
  // Asked this way round because Infinity × 0, from many axes and an empty one, is NaN.
  if (!(size * each === bytes.length - start))
    refuse(start, "data", `${size * each} bytes for shape ${showShape(shape)}`, `${bytes.length - start}`);
  const { data } = read(bytes.subarray(start), shape, start);
  return { shape, data: fortranOrder && shape.length > 1 ? rowMajor(data, shape) : data };
}

/** Where the numbers of a file lie, from its first bytes. @throws FormatError also for an array whose rows do not lie together */
export function npyLayout(bytes: Uint8Array): Layout {
  const { fortranOrder, ...layout } = layoutOf(bytes);
  if (fortranOrder && layout.shape.length > 1)
    refuse(0, "fortran_order", "False, as rows are read one by one", "True");
  return layout;
}

function layoutOf(bytes: Uint8Array, dtype?: DType): Layout & Pick<NpyHeader, "fortranOrder"> {
  const { descr, fortranOrder, shape, start, at } = readHeader(bytes);
  const known = elementOf(descr);
  if (known === undefined)
    throw new FormatError(
      `byte ${at}, descr`,
      "numbers of a known size and order of bytes: f2, f4, f8, i1 … i8, u1 … u8, b1",
      JSON.stringify(descr),
    );
  const { element, little } = known;
  return {
    shape,
    fortranOrder,
    start,
    bytes: element.bytes,
    read(numbers, part, from) {
      const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      const data = allocate(sizeOf(part), dtype ?? element.dtype);
      for (let p = 0; p < data.length; p++) {
        const value = element.get(view, p * element.bytes, little);
        if (element.counted && !Number.isSafeInteger(value))
          refuse(from + p * element.bytes, "data", "a whole number that a double counts to", String(value));
        data[p] = value;
      }
      return { shape: part, data };
    },
  };
}

/** The numbers of an array whose first axis runs fastest, so that the last one does. */
function rowMajor(data: Data, shape: Shape): Data {
  const result = data.slice();
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  forEachPlace(shape, strides, 0, (to, from) => {
    result[to] = data[from];
  });
  return result;
}
