import type { Tensor } from "@espalier/tensor";
import { zipSync } from "fflate";
import { writeNpy } from "../npy/index.ts";

/** A day that every archive is of, the first that zip can say; so that the same arrays are the same bytes. */
const DAY = new Date(1980, 0, 1);

/**
 * Writes arrays as a .npz archive, packed by deflate.
 *
 * @throws ShapeError, ValueError when one is no tensor
 */
export function writeNpz(arrays: ReadonlyMap<string, Tensor>): Uint8Array<ArrayBuffer> {
  const files = Object.fromEntries([...arrays].map(([name, array]) => [`${name}.npy`, writeNpy(array)]));
  return zipSync(files, { mtime: DAY });
}
