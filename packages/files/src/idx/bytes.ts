import { FormatError, showShape, sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { elements, showType } from "./element.ts";
import type { Element } from "./element.ts";

/** An array of bytes, the last axis running fastest. */
export interface ByteArray {
  /** The sizes of its axes. */
  readonly shape: Shape;
  /** Its bytes. */
  readonly data: Uint8Array;
}

/** The header of an IDX file. */
export interface IdxHeader {
  /** The code of the elements: 0x08 for unsigned bytes. */
  readonly type: number;
  /** The sizes of the axes. */
  readonly shape: Shape;
  /** Where the data start. */
  readonly start: number;
  /** How many bytes they are. */
  readonly bytes: number;
}

/** More than any file in this format is known to hold; a header that claims more is a broken one. */
const MOST_BYTES = 2 ** 30;

/**
 * Reads what stands before the data of an IDX file:
 *
 *   0 0 type rank │ rank sizes, big-endian uint32
 *
 * @param bytes the start of the file, or all of it
 * @param name of the file, for errors
 * @param most of its bytes; 1 GiB by default
 * @throws FormatError naming the file, the field and its byte offset
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section on the file formats
 */
export function readIdxHeader(bytes: Uint8Array, name = "idx", most: number = MOST_BYTES): IdxHeader {
  if (bytes.length < 4) refuse(name, "magic number", 0, "4 bytes", `${bytes.length} bytes`);
  const [zero, nil, type, rank] = bytes;
  if (zero !== 0 || nil !== 0) refuse(name, "magic number", 0, "two bytes 0", `${zero} and ${nil}`);
  const element: Element | undefined = elements[type];
  if (element === undefined) refuse(name, "element type", 2, "a type of this format", showType(type));
  if (rank === 0) refuse(name, "rank", 3, "at least one axis", "0");
  const start = 4 + 4 * rank;
  if (bytes.length < start)
    refuse(name, "sizes", 4, `${4 * rank} bytes for ${rank} axes`, `${bytes.length - 4} bytes`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, start);
  const shape = Array.from({ length: rank }, (_, axis) => header.getUint32(4 + 4 * axis));
  const size = sizeOf(shape) * element.bytes;
  // Asked this way round because Infinity × 0, from many axes and an empty one, is NaN.
  if (!(size <= most)) refuse(name, "sizes", 4, `a shape of at most ${most} bytes`, showShape(shape));
  return { type, shape, start, bytes: size };
}

/** What follows the header of a whole file: a view of the bytes, as many as the header says. */
export function dataOf(bytes: Uint8Array, header: IdxHeader, name: string): Uint8Array {
  const data = bytes.subarray(header.start);
  if (data.length !== header.bytes)
    refuse(
      name,
      "data",
      header.start,
      `${header.bytes} bytes for shape ${showShape(header.shape)}`,
      `${data.length} bytes`,
    );
  return data;
}

/**
 * Reads an IDX file of unsigned bytes, as images and labels are. Nothing is copied: `data` is a view of the bytes.
 *
 * @param name of the file, for errors
 * @throws FormatError naming the file, the field and its byte offset
 */
export function readIdxBytes(bytes: Uint8Array, name = "idx"): ByteArray {
  const header = readIdxHeader(bytes, name);
  if (header.type !== 0x08) refuse(name, "element type", 2, showType(0x08), showType(header.type));
  return { shape: header.shape, data: dataOf(bytes, header, name) };
}

function refuse(name: string, field: string, offset: number, expected: string, received: string): never {
  throw new FormatError(`${name}, ${field} at byte ${offset}`, expected, received);
}
