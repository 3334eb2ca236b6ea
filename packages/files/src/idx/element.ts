import type { DType } from "@espalier/tensor";

/** How the numbers of an IDX file lie in it, big-endian. */
export interface Element {
  readonly name: string;
  readonly bytes: number;
  readonly dtype: DType;
  readonly get: (view: DataView, at: number) => number;
}

/** By the code of the format. */
// prettier-ignore
export const elements: Readonly<Partial<Record<number, Element>>> = {
  0x08: { name: "unsigned byte", bytes: 1, dtype: "f64", get: (view, at) => view.getUint8(at) },
  0x09: { name: "signed byte",   bytes: 1, dtype: "f64", get: (view, at) => view.getInt8(at) },
  0x0b: { name: "short",         bytes: 2, dtype: "f64", get: (view, at) => view.getInt16(at) },
  0x0c: { name: "int",           bytes: 4, dtype: "f64", get: (view, at) => view.getInt32(at) },
  0x0d: { name: "float",         bytes: 4, dtype: "f32", get: (view, at) => view.getFloat32(at) },
  0x0e: { name: "double",        bytes: 8, dtype: "f64", get: (view, at) => view.getFloat64(at) },
};

/** As errors show it: `0x08 (unsigned byte)`. */
export const showType = (type: number): string =>
  `0x${type.toString(16).padStart(2, "0")} (${elements[type]?.name ?? "no type of this format"})`;
