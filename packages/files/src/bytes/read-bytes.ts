import { FormatError, sizeOf } from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";
import { show } from "../json-values/read.ts";
import type { Read } from "../json-values/read.ts";

/** Reads bytes field by field, little-endian. Whatever is refused is a FormatError that names its byte and its field. */
export interface BytesReader {
  /** A text of ASCII letters that must be there. */
  literal(field: string, text: string): void;
  /** A whole number between two others, of four bytes. */
  whole(field: string, least: number, most?: number): number;
  /** Doubles that fill a shape. */
  doubles(field: string, shape: Shape, read: Read): Tensor;
  /** A field of `size` bytes. */
  field(field: string, size: number): Field;
  /** Nothing must be left. */
  end(): void;
}

/** The bytes of a field, for a caller that knows its type. */
export interface Field {
  /** Its bytes. */
  readonly view: DataView;
  /** The error for a byte of it. */
  readonly error: (at: number, expected: string, received: string) => FormatError;
}

/** @throws FormatError when what should be bytes is something else, as JavaScript may hand it in */
export function checkBytes(what: string, bytes: Uint8Array): void {
  if (!(bytes instanceof Uint8Array)) throw new FormatError(what, "a Uint8Array", show(bytes));
}

/** A reader that begins at the first byte. @throws FormatError when these are not bytes */
export function readBytes(what: string, bytes: Uint8Array): BytesReader {
  checkBytes(what, bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let next = 0;
  const place = (at: number, field: string): string => `byte ${at}, ${field}`;
  /** Where a field begins, if all of it is there. Asked before any memory is taken: a size may be damaged. */
  const begin = (field: string, size: number): number => {
    const left = view.byteLength - next;
    if (size > left) throw new FormatError(place(next, field), `${size} bytes`, `${left}`);
    next += size;
    return next - size;
  };
  return {
    literal: (field, text) => {
      const at = begin(field, text.length);
      const received = String.fromCharCode(...bytes.subarray(at, next));
      if (received !== text) throw new FormatError(place(at, field), show(text), show(received));
    },
    whole: (field, least, most = 2 ** 32 - 1) => {
      const at = begin(field, 4);
      const value = view.getUint32(at, true);
      if (value < least || value > most)
        throw new FormatError(place(at, field), `a whole number from ${least} to ${most}`, `${value}`);
      return value;
    },
    doubles: (field, shape, read) => {
      const at = begin(field, 8 * sizeOf(shape));
      const one = (_: unknown, p: number): number =>
        read(place(at + 8 * p, field), view.getFloat64(at + 8 * p, true));
      return { shape, data: Float64Array.from({ length: sizeOf(shape) }, one) };
    },
    field: (field, size) => {
      const from = begin(field, size);
      return {
        view: new DataView(bytes.buffer, bytes.byteOffset + from, size),
        error: (at, expected, received) => new FormatError(place(from + at, field), expected, received),
      };
    },
    end: () => {
      if (next < view.byteLength)
        throw new FormatError(place(next, "end"), "no more bytes", `${view.byteLength - next}`);
    },
  };
}
