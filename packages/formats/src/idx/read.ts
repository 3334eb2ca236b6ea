import { allocate } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { checkBytes } from "../read-bytes.ts";
import { dataOf, readIdxHeader } from "./bytes.ts";
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
  const { bytes: each, get, dtype: own } = elements[header.type] as Element; // the header was read, so the type is known
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const result = allocate(data.length / each, dtype ?? own);
  for (let p = 0; p < result.length; p++) result[p] = get(view, p * each);
  return { shape: header.shape, data: result };
}
