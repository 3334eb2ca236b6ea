import { showShape, sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { refuse, textOf } from "@espalier/files/bytes";
import { scan } from "./scanner.ts";
import type { Scanner } from "./scanner.ts";

/** A tensor in the file, as the header describes it. */
export interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: Shape;
  /** Where its bytes begin and end in the file. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  /** In the order of their bytes. */
  readonly entries: readonly Entry[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** Bytes of a number; those types whose numbers share a byte have no tensors of whole bytes in general, and are not read. */
// prettier-ignore
const bytesOfType: ReadonlyMap<string, number> = new Map([
  ["BOOL", 1], ["U8", 1], ["I8", 1], ["F8_E5M2", 1], ["F8_E4M3", 1],
  ["U16", 2], ["I16", 2], ["F16", 2], ["BF16", 2],
  ["U32", 4], ["I32", 4], ["F32", 4],
  ["U64", 8], ["I64", 8], ["F64", 8],
]);

/** The format's own limit. */
const MOST_HEADER = 100_000_000;

/**
 * Reads the header: its length in 8 bytes, little-endian, and a JSON object of
 *
 *     "name": { "dtype": "F32", "shape": [3, 4], "data_offsets": [begin, end] }        "__metadata__": { "key": "text" }
 *
 * Keys come once; the bytes of the tensors follow each other without holes or overlaps, to the end of the file.
 *
 * @throws FormatError naming the byte, and the tensor or field
 * @see huggingface/safetensors, README, "Format"
 */
export function readHeader(bytes: Uint8Array): Header {
  if (bytes.length < 8) refuse(0, "header length", "8 bytes", `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const length = view.getUint32(0, true) + 2 ** 32 * view.getUint32(4, true);
  const most = Math.min(MOST_HEADER, bytes.length - 8);
  if (length > most) refuse(0, "header length", `at most ${most}`, `${view.getBigUint64(0, true)}`);
  const data = 8 + length;
  const text = textOf("header", bytes.subarray(8, data), 8);
  if (text[0] !== "{") refuse(8, "header", '"{"', JSON.stringify(text.slice(0, 1)));

  const scanner = scan(text, 8);
  const metadata = new Map<string, string>();
  const entries: Entry[] = [];
  scanner.object("header", (name) => {
    if (name === "__metadata__")
      scanner.object(name, (key) => metadata.set(key, scanner.text(`${name}.${key}`)));
    else entries.push(readEntry(scanner, name, data));
  });
  scanner.end("header");
  return { entries: inOrder(entries, data, bytes.length), metadata };
}

/** More than any module's name has. */
const MOST_NAME = 1000;

function readEntry(scanner: Scanner, name: string, data: number): Entry {
  const { place } = scanner;
  if (name.length > MOST_NAME) scanner.fail("name", `at most ${MOST_NAME} letters`, place);
  let dtype: string | undefined;
  let shape: number[] | undefined;
  let offsets: number[] | undefined;
  const wholes = (field: string): number[] => {
    const numbers: number[] = [];
    scanner.list(field, () => numbers.push(scanner.whole(field)));
    return numbers;
  };
  scanner.object(name, (key) => {
    if (key === "dtype") dtype = scanner.text(`${name}.dtype`);
    else if (key === "shape") shape = wholes(`${name}.shape`);
    else if (key === "data_offsets") offsets = wholes(`${name}.data_offsets`);
    else scanner.fail(name, "dtype, shape and data_offsets", place);
  });
  if (dtype === undefined || shape === undefined || offsets?.length !== 2)
    return scanner.fail(name, "dtype, shape and two data_offsets", place);
  const each = bytesOfType.get(dtype);
  if (each === undefined) return scanner.fail(`${name}.dtype`, "a type of the format", place);
  const [begin, end] = offsets;
  // Asked this way round because Infinity × 0, from many axes and an empty one, is NaN.
  if (!(sizeOf(shape) * each === end - begin))
    return scanner.fail(
      `${name}.data_offsets`,
      `${sizeOf(shape) * each} bytes for ${dtype} ${showShape(shape)}`,
      place,
    );
  return { name, dtype, shape, begin: data + begin, end: data + end };
}

function inOrder(entries: readonly Entry[], data: number, end: number): Entry[] {
  const sorted = entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  let free = data;
  for (const { name, begin, end: after } of sorted) {
    if (begin !== free)
      refuse(
        begin,
        name,
        `its bytes to begin at byte ${free}, without a hole or an overlap`,
        `byte ${begin}`,
      );
    free = after;
  }
  if (free !== end) refuse(free, "data", "the tensors to end with the file", `byte ${end}`);
  return sorted;
}
