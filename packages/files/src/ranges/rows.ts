import { FormatError, showShape, sizeOf } from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";
import type { ByteRanges } from "../bytes/byte-ranges.ts";
import { idxLayout } from "../idx/read.ts";
import type { Layout } from "../bytes/layout.ts";
import { npyLayout } from "../npy/read.ts";

/** An array whose rows can be read without the others. */
export interface Rows {
  /** Of the file, for errors. */
  readonly name: string;
  /** [n, …] */
  readonly shape: Shape;
  /** Rows from ≤ n < to, [to − from, …]. @throws FormatError naming the file, the byte and the field */
  readonly rows: (from: number, to: number) => Promise<Tensor>;
  /** The bytes of the same rows, as they are in the file. */
  readonly bytes: (from: number, to: number) => Promise<Uint8Array>;
  /** The bytes before the first row. */
  readonly header: Uint8Array;
}

/** The formats whose rows lie one after the other, each at a known byte. */
export type RowFormat = "npy" | "idx";

const layouts: Readonly<Record<RowFormat, (head: Uint8Array) => Layout>> = { npy: npyLayout, idx: idxLayout };

/** More than any header of these formats has. */
const HEADER = 16_384;

/**
 * Opens an array for reading by rows. Nothing but its header is read until rows are asked for.
 *
 *     const { shape, rows } = await openRows(await httpRanges("https://…/inputs.npy"), "npy");
 *     const batch = await rows(65536, 66560);
 *
 * @throws FormatError naming the file, the byte and the field; also when its rows do not lie together, as in Fortran order
 */
export async function openRows(bytes: ByteRanges, format: RowFormat): Promise<Rows> {
  const { name, size } = bytes;
  const head = await bytes.read(0, Math.min(HEADER, size));
  const { shape, start, bytes: each, read } = naming(name, () => layouts[format](head));
  const [N, ...rest] = shape;
  if (N === undefined) throw new FormatError(name, "an array of at least one axis", showShape(shape));
  const row = each * sizeOf(rest);
  if (start + N * row !== size)
    throw new FormatError(name, `${start + N * row} bytes for shape ${showShape(shape)}`, `${size}`);
  const bytesOf = async (from: number, to: number): Promise<Uint8Array> => {
    if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && 0 <= from && from <= to && to <= N))
      throw new FormatError(name, `rows from 0 to ${N}`, `${from} to ${to}`);
    return from === to ? new Uint8Array() : bytes.read(start + from * row, start + to * row);
  };
  return {
    name,
    shape,
    header: head.slice(0, start),
    bytes: bytesOf,
    async rows(from, to) {
      const data = await bytesOf(from, to);
      return naming(name, () => read(data, [to - from, ...rest], start + from * row));
    },
  };
}

function naming<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`${name}: ${error.who}`, error.expected, error.received);
  }
}
