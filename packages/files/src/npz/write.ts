import { ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { zipSync } from "fflate";
import { bytesOf } from "../bytes/text.ts";
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
 * @throws ShapeError, ValueError when one is not a tensor, there are more than an archive can hold, or a name is too long or has half a
 * character in it
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
  for (const name of arrays.keys()) checkName(name);
  const files = Object.fromEntries([...arrays].map(([name, array]) => [`${name}.npy`, writeNpy(array)]));
  return zipSync(files, { mtime: DAY, level });
}

/** The length of a path is 16 bits of the archive. */
function checkName(name: string): void {
  if (!name.isWellFormed() || bytesOf(name).length > MOST_BYTES)
    throw new ValueError(
      "writeNpz",
      `names in Unicode of at most ${MOST_BYTES} bytes`,
      name.isWellFormed() ? `one of ${bytesOf(name).length} bytes` : JSON.stringify(name.slice(0, 40)),
    );
}

/** The path of an array is its name and `.npy`. */
const MOST_BYTES = 65_535 - 4;
