import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * The names under which a file goes round: packed or not, and with a dot in place of the second hyphen,
 * `train-images.idx3-ubyte`. The published archive comes first, so that fetching it mends a broken copy.
 */
export function spellings(name: string): readonly string[] {
  const dotted = name.replace("-idx", ".idx");
  return [`${name}.gz`, name, `${dotted}.gz`, dotted];
}

/** The path of a file under the first of its {@link spellings} that is in the folder, if any is. */
export async function locate(folder: string, name: string): Promise<string | undefined> {
  for (const spelling of spellings(name)) {
    const path = join(folder, spelling);
    if ((await statIfThere(path))?.isFile()) return path;
  }
  return undefined;
}

export const isFolder = async (path: string): Promise<boolean> =>
  (await statIfThere(path))?.isDirectory() ?? false;

/** The bytes of a file; 0 where there is none. */
export const bytesOf = async (path: string): Promise<number> => (await statIfThere(path))?.size ?? 0;

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    // ENOTDIR: a part of the path is a file, so nothing is below it.
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
}
