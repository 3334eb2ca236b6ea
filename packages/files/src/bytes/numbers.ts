import { allocate, ValueError } from "@espalier/tensor";
import type { Data, DType } from "@espalier/tensor";
import { brainToNumber, halfToNumber, numberToBrain, numberToHalf } from "./half.ts";
import { refuse } from "./refuse.ts";

/** How a file writes a number: IEEE 754 binary64, binary32 or binary16, or bfloat16, the upper half of a binary32. */
export type Precision = "f64" | "f32" | "f16" | "bf16";

/** How a number lies in a file. */
interface Element {
  readonly bytes: number;
  readonly dtype: DType;
  readonly get: (view: DataView, at: number) => number;
  readonly set: (view: DataView, at: number, value: number) => void;
}

// Little-endian, which safetensors and ONNX demand.
// prettier-ignore
const elements: Readonly<Record<Precision, Element>> = {
  f64: { bytes: 8, dtype: "f64", get: (view, at) => view.getFloat64(at, true),              set: (view, at, x) => view.setFloat64(at, x, true) },
  f32: { bytes: 4, dtype: "f32", get: (view, at) => view.getFloat32(at, true),              set: (view, at, x) => view.setFloat32(at, x, true) },
  f16: { bytes: 2, dtype: "f32", get: (view, at) => halfToNumber(view.getUint16(at, true)), set: (view, at, x) => view.setUint16(at, numberToHalf(x), true) },
  bf16: { bytes: 2, dtype: "f32", get: (view, at) => brainToNumber(view.getUint16(at, true)), set: (view, at, x) => view.setUint16(at, numberToBrain(x), true) },
};

/** The bytes of a number. */
export const bytesEach = (precision: Precision): number => elements[precision].bytes;

/** In which precision a network computes whose file has this one. */
export const dtypeFor = (precision: Precision): DType => elements[precision].dtype;

/**
 * Finite numbers out of a file; the bytes are known to be there.
 *
 * @param field what they are, for errors
 * @param offset of the bytes in their file
 * @throws FormatError naming the byte of one that is NaN or infinite
 */
export function readNumbers(field: string, bytes: Uint8Array, offset: number, precision: Precision): Data {
  const { bytes: each, dtype, get } = elements[precision];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = allocate(bytes.length / each, dtype);
  for (let p = 0; p < data.length; p++) {
    const value = get(view, p * each);
    if (!Number.isFinite(value)) refuse(offset + p * each, field, "a finite number", String(value));
    data[p] = value;
  }
  return data;
}

/**
 * Numbers as bytes of a file.
 *
 * @throws ValueError where one is too large for the precision
 */
export function writeNumbers(
  who: string,
  name: string,
  data: Data,
  precision: Precision,
): Uint8Array<ArrayBuffer> {
  const { bytes: each, get, set } = elements[precision];
  const bytes = new Uint8Array(data.length * each);
  const view = new DataView(bytes.buffer);
  for (let p = 0; p < data.length; p++) {
    set(view, p * each, data[p]);
    if (!Number.isFinite(get(view, p * each)))
      throw new ValueError(who, `numbers in ${name} that ${precision} can hold`, `${data[p]} at entry ${p}`);
  }
  return bytes;
}

/** Numbers as a precision holds them, in what a network of it computes in; infinite where they are too large. */
export function rounded(data: Data, precision: Precision): Data {
  const { bytes, dtype, get, set } = elements[precision];
  const result = allocate(data.length, dtype);
  result.set(data);
  if (bytes > 2) return result;
  const view = new DataView(new ArrayBuffer(bytes));
  for (let p = 0; p < data.length; p++) {
    set(view, 0, data[p]);
    result[p] = get(view, 0);
  }
  return result;
}
