import { allocate, dtypeOf } from "@espalier/tensor";
import type { Data, DType } from "@espalier/tensor";

/** Zeros that threads can share; ordinary ones if the platform does not allow it (a page that is not isolated). */
export function shareable(size: number, dtype: DType): Data {
  if (typeof SharedArrayBuffer === "undefined") return allocate(size, dtype);
  const bytes = new SharedArrayBuffer(size * (dtype === "f32" ? 4 : 8));
  return dtype === "f32" ? new Float32Array(bytes) : new Float64Array(bytes);
}

export const isShared = ({ buffer }: Data): boolean =>
  typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer;

/** Plain data with its arrays of numbers in memory that all threads can read. */
export const toShare = <T>(value: T): T =>
  withArrays(value, (data) => (isShared(data) ? data : inShared(data)));

function inShared(data: Data): Data {
  const copy = shareable(data.length, dtypeOf({ data }));
  copy.set(data);
  return copy;
}

/** Plain data that is not needed elsewhere, and its memory, which moves with it when it is sent. */
export function toTransfer<T>(value: T): { value: T; transfer: ArrayBuffer[] } {
  const transfer = new Set<ArrayBuffer>();
  const handed = withArrays(value, (data) => {
    // A part of an array would move the whole array.
    const own = data.byteLength === data.buffer.byteLength ? data : data.slice();
    if (own.buffer instanceof ArrayBuffer) transfer.add(own.buffer);
    return own;
  });
  return { value: handed, transfer: [...transfer] };
}

/** Plain data to be sent and kept: arrays that are not shared are copied; of a part only the part. */
export const toCopy = <T>(value: T): T => withArrays(value, (data) => (isShared(data) ? data : data.slice()));

/** Plain data with its arrays of numbers replaced. */
function withArrays<T>(value: T, replace: (data: Data) => Data): T {
  const visit = (part: unknown): unknown => {
    if (part instanceof Float64Array || part instanceof Float32Array) return replace(part);
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== "object" || part === null || ArrayBuffer.isView(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, each]) => [name, visit(each)]));
  };
  return visit(value) as T; // of the same type
}
