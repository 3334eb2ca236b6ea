import type { Network } from "@espalier/network";
import { bytesOf } from "@espalier/files/bytes";

/**
 * The bytes of a network that its identity is a hash of: two networks have the same bytes if they compute the same, number by number, in the
 * same precision. The names and the format of a file are not among them.
 *
 *     const hash = createHash("sha256");
 *     for (const bytes of networkBytes(network)) hash.update(bytes);
 *     const identity = hash.digest("hex");
 *
 * First comes a description as JSON, its keys in order, with the precision and the length of each array; then the arrays, little-endian.
 */
export function* networkBytes(network: Network): Generator<Uint8Array> {
  const arrays: (Float64Array | Float32Array)[] = [];
  const describe = (value: unknown): unknown => {
    if (value instanceof Float64Array || value instanceof Float32Array) {
      arrays.push(value);
      return { array: value.BYTES_PER_ELEMENT === 8 ? "f64" : "f32", length: value.length };
    }
    if (Array.isArray(value)) return value.map(describe);
    if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value); // JSON has no −0 and no Infinity
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, describe(each)]);
  };
  yield bytesOf(JSON.stringify(describe(network)));
  for (const array of arrays) yield littleEndian(array);
}

const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function littleEndian({
  buffer,
  byteOffset,
  byteLength,
  BYTES_PER_ELEMENT,
}: Float64Array | Float32Array): Uint8Array {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  if (isLittle) return bytes;
  const copy = bytes.slice();
  for (let at = 0; at < copy.length; at += BYTES_PER_ELEMENT)
    copy.subarray(at, at + BYTES_PER_ELEMENT).reverse();
  return copy;
}
