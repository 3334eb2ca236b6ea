import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { zipSync } from "fflate";
import { writeNpy } from "../npy/index.ts";

/** A day that every archive is of, the first that zip can say; so that the same arrays are the same bytes. */
const DAY = new Date(1980, 0, 1);

/** The directory of an archive counts its files in 16 bits. */
const MOST_FILES = 65_535;

/** How to write an archive. */
export interface WriteNpzOptions {
  /** How hard deflate tries, 0 (stored as they are) to 9; 6 by default. */
  readonly level?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
}

/**
 * Writes arrays as a .npz archive, packed by deflate. The same arrays are the same bytes.
 *
 * @throws ShapeError, ValueError when one is not a tensor, or there are more than an archive can hold
 */
export function writeNpz(
  arrays: ReadonlyMap<string, Tensor>,
  { level = 6 }: WriteNpzOptions = {},
): Uint8Array<ArrayBuffer> {
  if (arrays.size > MOST_FILES)
    throw new ValueError(
      "writeNpz",
      `at most ${MOST_FILES} arrays, as a zip archive can hold`,
      `${arrays.size}`,
    );
  const files = Object.fromEntries([...arrays].map(([name, array]) => [`${name}.npy`, writeNpy(array)]));
  return zipSync(files, { mtime: DAY, level });
}
