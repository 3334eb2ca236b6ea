import { FormatError } from "@espalier/tensor";
import { checkBytes } from "./read-bytes.ts";

// Of the Encoding Standard, which every platform has, though the types of ECMAScript lack it.
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
declare const TextDecoder: new (
  label: "utf-8",
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
) => { decode(bytes: Uint8Array, options?: { readonly stream: boolean }): string };

/** A text in UTF-8. */
export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** A text in UTF-8 that is made piece by piece, and so may be longer than a string. */
export interface TextWriter {
  /** Adds a piece. A character of two code units must be within one. */
  readonly add: (piece: string) => void;
  /** All pieces so far. */
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

/**
 * Begins a text that is made piece by piece.
 *
 * @param most pieces are encoded together up to this length
 */
export function textWriter(most: number = 2 ** 20): TextWriter {
  const parts: Uint8Array[] = [];
  let text = "";
  let length = 0;
  const encode = (): void => {
    const part = bytesOf(text);
    parts.push(part);
    length += part.length;
    text = "";
  };
  return {
    add: (piece) => {
      text += piece;
      if (text.length > most) encode();
    },
    bytes: () => {
      encode();
      const all = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
}

const decoder = (): InstanceType<typeof TextDecoder> =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The longest text that every engine has. */
export const MOST_TEXT: number = 2 ** 29 - 25;

/**
 * Bytes as text, in UTF-8.
 *
 * @param at what the bytes are, for errors
 * @param offset where they begin in their file
 * @throws FormatError naming the first byte that is not UTF-8, or when no text can be that long
 */
export function textOf(at: string, bytes: Uint8Array, offset = 0): string {
  checkBytes(at, bytes);
  if (bytes.length > MOST_TEXT)
    throw new FormatError(
      at,
      `at most ${MOST_TEXT} bytes of text (csv, npy and npz files may be larger)`,
      `${bytes.length}`,
    );
  try {
    return decoder().decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new FormatError(`byte ${offset + validPrefix(bytes)}, ${at}`, "UTF-8", "other bytes");
  }
}

/** How many bytes at the start are UTF-8, by bisection, as a decoder does not report it. */
function validPrefix(bytes: Uint8Array): number {
  let [valid, invalid] = [0, bytes.length];
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >>> 1;
    // A character cut in the middle is no error yet: `stream` waits for the rest.
    try {
      decoder().decode(bytes.subarray(0, middle), { stream: true });
      valid = middle;
    } catch {
      invalid = middle;
    }
  }
  return valid;
}
