import { allocate } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { checkBytes } from "../bytes/read-bytes.ts";
import { dataOf, readIdxHeader } from "./bytes.ts";
import type { IdxHeader } from "./bytes.ts";
import type { Layout } from "../bytes/layout.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";

/** How to read an array. */
export interface ReadIdxOptions {
  /** The precision of the result. Without it f32 for floats, and f64 for all others. */
  readonly dtype?: DType;
}

/**
 * Reads an IDX file of any of its types. The file must not be packed; the published ones are, by gzip.
 *
 * Memory: the result alone, at most 8 times the bytes (a double for a byte).
 *
 * @throws FormatError naming the field and its byte offset
 */
export function readIdx(bytes: Uint8Array, { dtype }: ReadIdxOptions = {}): Tensor {
  checkBytes("idx", bytes);
  const header = readIdxHeader(bytes);
  const data = dataOf(bytes, header, "idx");
  return layoutOf(header, dtype).read(data, header.shape, header.start);
}

/** Where the numbers of a file lie, from its first bytes. Files of any size are read by ranges. */
export const idxLayout = (bytes: Uint8Array): Layout => layoutOf(readIdxHeader(bytes, "idx", Infinity));

function layoutOf({ type, shape, start }: IdxHeader, dtype?: DType): Layout {
  const { bytes: each, get, dtype: own } = elements[type] as Element; // the header was read, so the type is known
  return {
    shape,
    start,
    bytes: each,
    read(numbers, part) {
      const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength);
      const data = allocate(numbers.length / each, dtype ?? own);
      for (let p = 0; p < data.length; p++) data[p] = get(view, p * each);
      return { shape: part, data };
    },
  };
}
