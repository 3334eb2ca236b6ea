import { FormatError } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { inflateSync } from "fflate";
import { readNpy } from "../npy/index.ts";
import { checkBytes } from "../read-bytes.ts";
import { refuse } from "../refuse.ts";
import { crc32 } from "./crc.ts";
import { readDirectory, startOf } from "./directory.ts";
import type { Entry } from "./directory.ts";

/** How to read an archive. */
export interface ReadNpzOptions {
  /** The precision of the results; see `ReadNpyOptions`. */
  readonly dtype?: DType;
  /** How many bytes the arrays may have when unpacked; 64 times those of the archive, or 64 MiB where that is more. */
  readonly most?: number;
}

/** No byte of deflate holds more: 2 bits may stand for 258 bytes. */
const DEFLATE_RATIO = 1032;

/**
 * Reads the arrays of a .npz archive, packed or not, by their names without `.npy`.
 *
 * Memory: the directory tells the size of each array before it is unpacked, and a size that its packed bytes cannot reach is
 * refused, as is a sum above `most`. So besides the results, which are those of `readNpy`, it is at most the largest array.
 *
 * @throws FormatError naming the array, the byte and the field
 */
export function readNpz(
  bytes: Uint8Array,
  { dtype, most }: ReadNpzOptions = {},
): ReadonlyMap<string, Tensor> {
  checkBytes("npz", bytes);
  const entries = readDirectory(bytes);
  checkSizes(entries, most ?? Math.max(2 ** 26, 64 * bytes.length));
  const starts = placesOf(bytes, entries);
  const arrays = new Map<string, Tensor>();
  for (const [index, entry] of entries.entries()) {
    const name = entry.name.replace(/\.npy$/, "");
    if (name === entry.name) refuse(entry.at, "name", "a file .npy", JSON.stringify(entry.name));
    if (arrays.has(name)) refuse(entry.at, "name", "each array once", JSON.stringify(entry.name));
    arrays.set(name, readArray(unpack(bytes, entry, starts[index]), entry.name, dtype));
  }
  return arrays;
}

function checkSizes(entries: readonly Entry[], most: number): void {
  let total = 0;
  for (const { name, at, method, packed, unpacked } of entries) {
    if (method !== 0 && method !== 8)
      refuse(at + 10, `method of ${name}`, "0 (stored) or 8 (deflate)", `${method}`);
    const reachable = method === 0 ? packed : packed * DEFLATE_RATIO;
    if (unpacked > reachable || (method === 0 && unpacked < packed))
      refuse(at + 24, `size of ${name}`, `what ${packed} packed bytes can hold`, `${unpacked}`);
    total += unpacked;
    if (total > most) refuse(at + 24, `size of ${name}`, `at most ${most} bytes in all`, `${total}`);
  }
}

/** Where the bytes of each file begin. No byte belongs to two of them, or a small archive could hold a large one often. */
function placesOf(bytes: Uint8Array, entries: readonly Entry[]): number[] {
  const directory = entries.length === 0 ? 0 : entries[0].at;
  const starts = entries.map((entry) => startOf(bytes, entry, directory));
  const order = entries.map((_, index) => index).toSorted((a, b) => entries[a].header - entries[b].header);
  let free = 0;
  for (const index of order) {
    const { name, at, header, packed } = entries[index];
    if (header < free)
      refuse(at + 42, `place of ${name}`, `at least ${free}, behind the file before it`, `${header}`);
    free = starts[index] + packed;
  }
  return starts;
}

function unpack(
  bytes: Uint8Array,
  { name, at, method, crc, packed, unpacked }: Entry,
  start: number,
): Uint8Array {
  const held = bytes.subarray(start, start + packed);
  const content = method === 0 ? held : inflated(held, unpacked, start, name);
  if (content.length !== unpacked) refuse(at + 24, `size of ${name}`, `${content.length}`, `${unpacked}`);
  const sum = crc32(content);
  if (sum !== crc) refuse(at + 16, `check sum of ${name}`, `${sum}`, `${crc}`);
  return content;
}

function inflated(packed: Uint8Array, size: number, start: number, name: string): Uint8Array {
  try {
    // What does not fit the array is dropped, and found out by its check sum.
    return inflateSync(packed, { out: new Uint8Array(size) });
  } catch (error) {
    return refuse(start, name, "a deflate stream", error instanceof Error ? error.message : String(error));
  }
}

function readArray(bytes: Uint8Array, name: string, dtype: DType | undefined): Tensor {
  try {
    return readNpy(bytes, dtype === undefined ? {} : { dtype });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`${name}, ${error.who}`, error.expected, error.received);
  }
}
