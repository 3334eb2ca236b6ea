import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { endianness } from "node:os";
import { FormatError, InputError, sizeOf, wrap } from "@espalier/tensor";
import type { Shape, Tensor } from "@espalier/tensor";
import { writeAtomically } from "espalier/files";

/** Where numbers that take long to compute are kept, and how to know them again. */
export interface CacheOptions {
  readonly path: string;
  /** Everything the numbers depend on, as JSON. Numbers of another recipe are not used. */
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly shape: Shape;
  /** Receives a sentence when an existing file is not used, or a file cannot be written. */
  readonly onNotice?: ((sentence: string) => void) | undefined;
}

/**
 * The f64 tensor that `compute` makes, read from the file of an earlier call where there is one. A file that is damaged,
 * incomplete or of another recipe is replaced, never used.
 *
 * The file is a line of JSON, which holds the recipe, the shape and a checksum, and then the numbers as they lie in memory.
 *
 * @throws the errors of `compute`, and those of reading a file that exists; a file that cannot be written is a notice
 */
export async function cached(options: CacheOptions, compute: () => Promise<Tensor>): Promise<Tensor> {
  const { path, onNotice } = options;
  try {
    return parse(await readFile(path), options);
  } catch (error) {
    if (error instanceof FormatError) onNotice?.(`${error.message}; it is computed again`);
    else if (!isMissing(error)) throw error;
  }
  const result = await compute();
  const numbers = bytesOf(result);
  const content = Buffer.concat([Buffer.from(`${headerOf(options, numbers)}\n`), numbers]);
  await writeAtomically(path, content).catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    onNotice?.(`${error.message}; the numbers are computed again next time`);
  });
  return result;
}

/** @throws FormatError naming the file and its fault */
function parse(file: Buffer, options: CacheOptions): Tensor {
  const { path, shape } = options;
  const end = file.indexOf("\n");
  const numbers = new Uint8Array(file.subarray(end + 1)); // a copy, which starts where a Float64Array may
  if (end < 0 || provenance(file.toString("utf8", 0, end)) !== provenance(headerOf(options, numbers)))
    throw new FormatError(path, "numbers made as this version makes them", "a file of another making");
  const size = sizeOf(shape) * Float64Array.BYTES_PER_ELEMENT;
  if (numbers.length !== size)
    throw new FormatError(path, `${size} bytes of numbers`, `${numbers.length} bytes`);
  if (file.toString("utf8", 0, end) !== headerOf(options, numbers))
    throw new FormatError(path, "numbers that fit their checksum", "damaged numbers");
  return wrap(shape, new Float64Array(numbers.buffer));
}

const headerOf = ({ recipe, shape }: CacheOptions, numbers: Uint8Array): string =>
  JSON.stringify({
    format: "espalier-numbers",
    version: 1,
    recipe,
    shape,
    byteOrder: endianness(),
    sha256: createHash("sha256").update(numbers).digest("hex"),
  });

/** All of a header but the checksum, which comes last. */
const provenance = (header: string): string => header.slice(0, header.lastIndexOf(","));

const bytesOf = ({ data }: Tensor): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
