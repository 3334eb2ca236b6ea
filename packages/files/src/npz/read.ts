import { FormatError } from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { readNpy } from "../npy/index.ts";
import { checkBytes } from "../bytes/read-bytes.ts";
import { refuse } from "../bytes/refuse.ts";
import { openArchive } from "../zip/archive.ts";
import { inflate } from "../zip/inflate.ts";

/** How to read an archive. */
export interface ReadNpzOptions {
  /** The precision of the results; see `ReadNpyOptions`. */
  readonly dtype?: DType;
  /** How many bytes the arrays may have when unpacked; 64 times those of the archive, or 64 MiB where that is more. */
  readonly most?: number;
}

/**
 * Reads the arrays of a .npz archive, packed or not, by their names without `.npy`.
 *
 * Memory: the directory states the size of each array before it is unpacked, and a size that its packed bytes cannot reach is
 * refused, as is a sum above `most`. So besides the results, which are those of `readNpy`, it is at most the largest array.
 *
 * @throws FormatError naming the array, the byte and the field
 */
export function readNpz(
  bytes: Uint8Array,
  { dtype, most }: ReadNpzOptions = {},
): ReadonlyMap<string, Tensor> {
  checkBytes("npz", bytes);
  const arrays = new Map<string, Tensor>();
  for (const { name: path, at, read } of openArchive(bytes, most, inflate)) {
    const name = path.replace(/\.npy$/, "");
    if (name === path) refuse(at, "name", "a file .npy", JSON.stringify(path));
    if (arrays.has(name)) refuse(at, "name", "each array once", JSON.stringify(path));
    arrays.set(name, readArray(read(), path, dtype));
  }
  return arrays;
}

function readArray(bytes: Uint8Array, name: string, dtype: DType | undefined): Tensor {
  try {
    return readNpy(bytes, dtype === undefined ? {} : { dtype });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new FormatError(`${name}, ${error.who}`, error.expected, error.received);
  }
}
