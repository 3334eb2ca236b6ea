import { allocate, dtypeOf } from "@espalier/tensor";
import type { Data, DType } from "@espalier/tensor";

/** Zeros that threads can share; where the platform does not allow it (a page that is not isolated), ordinary ones. */
export function shareable(size: number, dtype: DType): Data {
  if (typeof SharedArrayBuffer === "undefined") return allocate(size, dtype);
  const bytes = new SharedArrayBuffer(size * (dtype === "f32" ? 4 : 8));
  return dtype === "f32" ? new Float32Array(bytes) : new Float64Array(bytes);
}

export const isShared = ({ buffer }: Data): boolean =>
  typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;

/** Plain data with its arrays of numbers in memory that threads can share, for all of them to read. */
export const toShare = <T>(value: T): T =>
  withArrays(value, (data) => (isShared(data) ? data : inShared(data)));

function inShared(data: Data): Data {
  const copy = shareable(data.length, dtypeOf({ data }));
  copy.set(data);
  return copy;
}

/** Plain data that is needed nowhere else, and the memory in it that goes with it when it is sent. */
export function toTransfer<T>(value: T): { value: T; transfer: ArrayBuffer[] } {
  const transfer = new Set<ArrayBuffer>();
  const handed = withArrays(value, (data) => {
    // An array that is a part of something would take all of that along.
    const own = data.byteLength === data.buffer.byteLength ? data : data.slice();
    if (own.buffer instanceof ArrayBuffer) transfer.add(own.buffer);
    return own;
  });
  return { value: handed, transfer: [...transfer] };
}

/** Plain data to be sent and kept: arrays that are not shared are copied, each without what it is a part of. */
export const toCopy = <T>(value: T): T => withArrays(value, (data) => (isShared(data) ? data : data.slice()));

/** Plain data with its arrays of numbers replaced. */
function withArrays<T>(value: T, replace: (data: Data) => Data): T {
  const visit = (part: unknown): unknown => {
    if (part instanceof Float64Array || part instanceof Float32Array) return replace(part);
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, visit(each)]));
  };
  return visit(value) as T; // of the same make
}
