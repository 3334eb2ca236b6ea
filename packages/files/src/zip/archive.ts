import { refuse } from "../bytes/refuse.ts";
import { crc32 } from "./crc.ts";
import { readDirectory, startOf } from "./directory.ts";
import type { Entry } from "./directory.ts";

/** Unpacks a deflate stream into that many bytes. It may throw. */
export type Inflate = (packed: Uint8Array, size: number) => Uint8Array;

/** A file in an archive. */
export interface ArchivedFile {
  /** Its path in the archive. */
  readonly name: string;
  /** Its place in the directory, for errors. */
  readonly at: number;
  /** Where its bytes begin, as they lie in the archive. */
  readonly start: number;
  /** Its bytes, which are those of the archive where they are not packed. @throws FormatError where they are damaged */
  readonly read: () => Uint8Array;
}

/** No byte of deflate holds more: 2 bits may stand for 258 bytes. */
const DEFLATE_RATIO = 1032;

/**
 * The files of a zip archive, in the order of its directory. The directory states the size of each before it is unpacked; a size that its
 * packed bytes cannot reach is refused, as is a sum above `most`, by default 64 times the archive, or 64 MiB if that is more.
 *
 * @param inflate where files may be packed
 * @throws FormatError naming the byte and the field
 */
export function openArchive(bytes: Uint8Array, most?: number, inflate?: Inflate): ArchivedFile[] {
  const entries = readDirectory(bytes);
  checkSizes(entries, most ?? Math.max(2 ** 26, 64 * bytes.length), inflate);
  const starts = placesOf(bytes, entries);
  return entries.map((entry, index) => ({
    name: entry.name,
    at: entry.at,
    start: starts[index],
    read: () => unpack(bytes, entry, starts[index], inflate),
  }));
}

function checkSizes(entries: readonly Entry[], most: number, inflate: Inflate | undefined): void {
  let total = 0;
  for (const { name, at, method, packed, unpacked } of entries) {
    if (method !== 0 && (method !== 8 || inflate === undefined))
      refuse(
        at + 10,
        `method of ${name}`,
        inflate === undefined ? "0 (stored)" : "0 (stored) or 8 (deflate)",
        `${method}`,
      );
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
  inflate: Inflate | undefined,
): Uint8Array {
  const held = bytes.subarray(start, start + packed);
  const content =
    method === 0 || inflate === undefined ? held : inflated(held, unpacked, start, name, inflate);
  if (content.length !== unpacked) refuse(at + 24, `size of ${name}`, `${content.length}`, `${unpacked}`);
  const sum = crc32(content);
  if (sum !== crc) refuse(at + 16, `check sum of ${name}`, `${sum}`, `${crc}`);
  return content;
}

function inflated(
  packed: Uint8Array,
  size: number,
  start: number,
  name: string,
  inflate: Inflate,
): Uint8Array {
  try {
    // What does not fit the array is dropped, and found out by its check sum.
    return inflate(packed, size);
  } catch (error) {
    return refuse(start, name, "a deflate stream", error instanceof Error ? error.message : String(error));
  }
}
