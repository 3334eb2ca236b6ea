import { refuse } from "../bytes/refuse.ts";
import { textOf } from "../bytes/text.ts";

/** A file in an archive, as the directory at its end lists it. */
export interface Entry {
  readonly name: string;
  /** Where the directory says so. */
  readonly at: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Where its own header is, which its bytes follow. */
  readonly header: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const MEMBER = 0x02014b50;
const MEMBER_BYTES = 46;

/**
 * Reads the directory of a zip archive. Archives in parts, encrypted files and files of 4 GB and more are refused.
 *
 * @throws FormatError naming the byte and the field
 * @see PKWARE, "APPNOTE.TXT: .ZIP File Format Specification" 6.3, sections 4.3.12 and 4.3.16
 */
export function readDirectory(bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  if (view.getUint16(end + 4, true) !== 0) refuse(end + 4, "disk", "an archive in one part", "several");
  const last = start + size;
  if (last !== end && last !== zip64Before(view, end))
    refuse(end + 12, "directory", `it to end at byte ${end}`, `byte ${last}`);
  const entries: Entry[] = [];
  let at = start;
  while (at < last) {
    const entry = readMember(bytes, view, at, last);
    entries.push(entry.member);
    at = entry.next;
  }
  if (entries.length !== count)
    refuse(end + 10, "files", `${entries.length}, as the directory has`, `${count}`);
  return entries;
}

const END64 = 0x06064b50;
const LOCATOR = 0x07064b50;
const LOCATOR_BYTES = 20;

/** Where the end of an archive of the 64-bit form begins, which stands before the other one even where nothing in it is needed. */
function zip64Before(view: DataView, end: number): number | undefined {
  const locator = end - LOCATOR_BYTES;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR) return undefined;
  const [low, high] = [view.getUint32(locator + 8, true), view.getUint32(locator + 12, true)];
  return high === 0 && low + 4 <= locator && view.getUint32(low, true) === END64 ? low : undefined;
}

/** Where the last record is: at the very end, or before a comment of less than 2¹⁶ bytes. */
function endOf(view: DataView): number {
  for (let at = view.byteLength - END_BYTES; at >= Math.max(0, view.byteLength - END_BYTES - 65535); at--)
    if (
      view.getUint32(at, true) === END &&
      view.getUint16(at + 20, true) === view.byteLength - at - END_BYTES
    )
      return at;
  return refuse(0, "zip", "the record that ends an archive", "none");
}

function readMember(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  end: number,
): { readonly member: Entry; readonly next: number } {
  if (end - at < MEMBER_BYTES) refuse(at, "directory", `${MEMBER_BYTES} bytes`, `${end - at}`);
  if (view.getUint32(at, true) !== MEMBER)
    refuse(at, "directory", "the mark of a file", `0x${view.getUint32(at, true).toString(16)}`);
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
  const next = at + MEMBER_BYTES + nameBytes + extraBytes + commentBytes;
  if (next > end) refuse(at + 28, "directory", `at most ${end - at} bytes for a file`, `${next - at}`);
  const flags = view.getUint16(at + 8, true);
  if (flags & 1) refuse(at + 8, "flags", "a file that is not encrypted", "one that is");
  const [crc, packed, unpacked, header] = [16, 20, 24, 42].map((field) => view.getUint32(at + field, true));
  if ([packed, unpacked, header].includes(0xffffffff))
    refuse(at + 20, "sizes", "an archive of less than 4 GB", "zip64");
  const name = textOf(
    "name",
    bytes.subarray(at + MEMBER_BYTES, at + MEMBER_BYTES + nameBytes),
    at + MEMBER_BYTES,
  );
  const method = view.getUint16(at + 10, true);
  return { member: { name, at, method, crc, packed, unpacked, header }, next };
}

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;

/**
 * Where the packed bytes of a file begin.
 *
 * @throws FormatError when its own header is not there, or they end behind `end`
 */
export function startOf(bytes: Uint8Array, { name, at, header, packed }: Entry, end: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header > end - LOCAL_BYTES)
    refuse(at + 42, `place of ${name}`, `at most ${end - LOCAL_BYTES}`, `${header}`);
  if (view.getUint32(header, true) !== LOCAL) refuse(header, name, "the mark of a file", "none");
  const start = header + LOCAL_BYTES + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  if (start + packed > end) refuse(start, name, `${packed} bytes`, `${Math.max(0, end - start)}`);
  return start;
}
