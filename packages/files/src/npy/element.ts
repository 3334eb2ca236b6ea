import type { DType } from "@espalier/tensor";
import { halfToNumber } from "../bytes/half.ts";

/** How an array's numbers lie in the file: NumPy's `descr`, as in `<f8`. */
export interface Element {
  readonly bytes: number;
  /** The precision that holds each of them, save 64-bit integers beyond 2⁵³. */
  readonly dtype: DType;
  readonly get: (view: DataView, at: number, little: boolean) => number;
  /** Values that no double counts to are refused. */
  readonly counted?: true;
}

// prettier-ignore
const elements: Readonly<Record<string, Element>> = {
  f8: { bytes: 8, dtype: "f64", get: (view, at, little) => view.getFloat64(at, little) },
  f4: { bytes: 4, dtype: "f32", get: (view, at, little) => view.getFloat32(at, little) },
  f2: { bytes: 2, dtype: "f32", get: (view, at, little) => halfToNumber(view.getUint16(at, little)) },
  i1: { bytes: 1, dtype: "f64", get: (view, at)         => view.getInt8(at) },
  i2: { bytes: 2, dtype: "f64", get: (view, at, little) => view.getInt16(at, little) },
  i4: { bytes: 4, dtype: "f64", get: (view, at, little) => view.getInt32(at, little) },
  i8: { bytes: 8, dtype: "f64", get: (view, at, little) => Number(view.getBigInt64(at, little)), counted: true },
  u1: { bytes: 1, dtype: "f64", get: (view, at)         => view.getUint8(at) },
  u2: { bytes: 2, dtype: "f64", get: (view, at, little) => view.getUint16(at, little) },
  u4: { bytes: 4, dtype: "f64", get: (view, at, little) => view.getUint32(at, little) },
  u8: { bytes: 8, dtype: "f64", get: (view, at, little) => Number(view.getBigUint64(at, little)), counted: true },
  b1: { bytes: 1, dtype: "f64", get: (view, at)         => (view.getUint8(at) === 0 ? 0 : 1) },
};

/** The element of a `descr`, and whether its bytes go from the least to the greatest; undefined where it is not read. */
export function elementOf(
  descr: string,
): { readonly element: Element; readonly little: boolean } | undefined {
  const order = descr[0];
  const name = descr.slice(1);
  if (!Object.hasOwn(elements, name)) return undefined;
  const element = elements[name];
  // A single byte has no order, and NumPy writes `|`; more bytes must have one.
  if (element.bytes === 1 ? !"|<>".includes(order) : order !== "<" && order !== ">") return undefined;
  return { element, little: order !== ">" };
}
