import { FormatError, InputError } from "@espalier/tensor";
import type { Format } from "./choose.ts";

/** A kind of file that is often given in place of another. */
interface Kind {
  readonly words: string;
  /** How such a file begins, a character for each byte. */
  readonly start: RegExp;
  /** The formats that read such files. */
  readonly formats?: readonly string[];
}

// oxlint-disable no-control-regex -- binary files begin with such bytes
// prettier-ignore
const kinds: readonly Kind[] = [
  { words: "an empty file",                                          start: /^$/ },
  { words: "a pointer of Git LFS, in place of the file",             start: /^version https:\/\/git-lfs/ },
  { words: "a page of HTML, as a failed download leaves",            start: /^\s*<(!doctype html|html|head|body)/i },
  { words: "a file of XML",                                          start: /^\s*<\?xml/ },
  { words: "an HDF5 file, as Keras writes",                          start: /^\x89HDF/, formats: ["keras"] },
  { words: "a zip archive, as PyTorch, Keras and NumPy write",       start: /^PK\x03\x04/, formats: ["pytorch", "npz", "skops", "keras"] },
  { words: "a Python pickle",                                        start: /^\x80[\x02-\x05]/, formats: ["pytorch"] },
  { words: "a file packed by gzip, whose name has to end in .gz",    start: /^\x1f\x8b\x08/ },
  { words: "an array of NumPy, .npy",                                start: /^\x93NUMPY/, formats: ["npy"] },
  { words: "a network of Espalier, .sparse",                         start: /^espspars/, formats: ["sparse"] },
  { words: "a file of GGUF",                                         start: /^GGUF/ },
  { words: "a PNG image",                                            start: /^\x89PNG/ },
  { words: "a JPEG image",                                           start: /^\xff\xd8\xff/ },
  { words: "a PDF document",                                         start: /^%PDF/ },
  { words: "a safetensors file",                                     start: /^[^]{2}[^]\0{5}\{\s*"/, formats: ["safetensors"] },
  { words: "the JSON of a TensorFlow.js model, without its weights", start: /^\s*\{[^]*"(modelTopology|weightsManifest)"\s*:/, formats: ["json", "tfjs"] },
  { words: "the JSON of a Keras model, without its weights",         start: /^\s*\{[^]*"class_name"\s*:/ },
  { words: "the JSON of a brain.js network",                         start: /^\s*\{[^]*"type"\s*:\s*"(NeuralNetwork|LSTM|GRU|RNN)/, formats: ["json", "brain"] },
  { words: "a mask of Espalier, in JSON",                            start: /^\s*\{[^]*"format"\s*:\s*"espalier-mask"/ },
  { words: "a report of Espalier, in JSON",                          start: /^\s*\{[^]*"format"\s*:\s*"espalier-report"/ },
  { words: "a file of JSON",                                         start: /^\s*[[{]\s*["[{\d-]/, formats: ["json", "espalier-json", "tfjs", "brain"] },
];
// oxlint-enable no-control-regex

/** Bytes that are enough to recognise a file. */
const ENOUGH = 4096;

/** What a file seems to be by its first bytes, in words; undefined where nothing is known, or where it may well be of the format. */
export function recognize(bytes: Uint8Array, format?: string): string | undefined {
  const start = Array.from(bytes.subarray(0, ENOUGH), (byte) => String.fromCharCode(byte)).join("");
  const kind = kinds.find((each) => each.start.test(start));
  return kind === undefined || kind.formats?.includes(format ?? "") === true ? undefined : kind.words;
}

/**
 * Reads bytes as a file of a format. Where that fails, the error says what the bytes seem to be.
 *
 * @throws FormatError `safetensors: expected a safetensors file; received a page of HTML, as a failed download leaves`
 */
export function readAs<T>({ name }: Format, bytes: Uint8Array, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const found = error instanceof InputError ? recognize(bytes, name) : undefined;
    if (found === undefined) throw error;
    throw new FormatError(name, `a file of the format ${name}`, found);
  }
}
