import { FormatError, showShape, sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { gunzip, gunzipStart, isGzip } from "./gzip.ts";

/** An array of bytes, the last axis running fastest. */
export interface ByteArray {
  readonly shape: Shape;
  readonly data: Uint8Array;
}

/** The codes of the format; only unsigned bytes are read here. */
const TYPES: Readonly<Record<number, string>> = {
  0x08: "unsigned byte",
  0x09: "signed byte",
  0x0b: "short",
  0x0c: "int",
  0x0d: "float",
  0x0e: "double",
};

/** More than any file in this format is known to hold; a header that claims more is a broken one. */
const MOST_BYTES = 2 ** 30;

/**
 * Reads an IDX file of unsigned bytes, packed by gzip or not:
 *
 *   0 0 type rank │ rank sizes, big-endian uint32 │ the bytes
 *
 * Plain bytes are not copied: `data` is a view of them.
 *
 * @param name of the file, for errors
 * @throws FormatError naming the file, the field and its byte offset, which for gzip counts unpacked bytes
 * @see LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section on the file formats
 */
export function readIdx(bytes: Uint8Array, name: string): ByteArray {
  if (!isGzip(bytes)) return readPlain(bytes, name);
  const unpacked = `${name} (unpacked)`;
  const { shape, start } = readHeader(gunzipStart(bytes, name), unpacked);
  return readPlain(gunzip(bytes, start + sizeOf(shape), name), unpacked);
}

function readPlain(bytes: Uint8Array, name: string): ByteArray {
  const { shape, start } = readHeader(bytes, name);
  const data = bytes.subarray(start);
  if (data.length !== sizeOf(shape))
    refuse(
      name,
      "data",
      start,
      `${sizeOf(shape)} bytes for shape ${showShape(shape)}`,
      `${data.length} bytes`,
    );
  return { shape, data };
}

/** The shape, and where the data start. */
function readHeader(bytes: Uint8Array, name: string): { readonly shape: Shape; readonly start: number } {
  if (bytes.length < 4) refuse(name, "magic number", 0, "4 bytes", `${bytes.length} bytes`);
  const [zero, nil, type, rank] = bytes;
  if (zero !== 0 || nil !== 0) refuse(name, "magic number", 0, "two bytes 0", `${zero} and ${nil}`);
  if (type !== 0x08) refuse(name, "element type", 2, showType(0x08), showType(type));
  if (rank === 0) refuse(name, "rank", 3, "at least one axis", "0");
  const start = 4 + 4 * rank;
  if (bytes.length < start)
    refuse(name, "sizes", 4, `${4 * rank} bytes for ${rank} axes`, `${bytes.length - 4} bytes`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, start);
  const shape = Array.from({ length: rank }, (_, axis) => header.getUint32(4 + 4 * axis));
  // Asked this way round because Infinity × 0, from many axes and an empty one, is NaN.
  if (!(sizeOf(shape) <= MOST_BYTES))
    refuse(name, "sizes", 4, `a shape of at most ${MOST_BYTES} bytes`, showShape(shape));
  return { shape, start };
}

const showType = (type: number): string =>
  `0x${type.toString(16).padStart(2, "0")} (${TYPES[type] ?? "no type of this format"})`;

function refuse(name: string, field: string, offset: number, expected: string, received: string): never {
  throw new FormatError(`${name}, ${field} at byte ${offset}`, expected, received);
}
