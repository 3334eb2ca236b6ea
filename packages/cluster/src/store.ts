import { rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { draftName, sweep, writeDraft } from "espalier/files";

/** The path of a result in a shared folder. */
export const pathOf = (folder: string, name: string): string => join(folder, `${name}.stats`);

/** Whether a result is there. It gets its name when all of it is on the disk, so it is there as a whole or not at all. */
export const isThere = (folder: string, name: string): Promise<boolean> =>
  stat(pathOf(folder, name)).then(
    (found) => found.isFile(),
    () => false,
  );

/** Writes a result as a whole or not at all: to a draft, which is renamed when it is on the disk. */
export async function keep(
  folder: string,
  name: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<number> {
  const path = pathOf(folder, name);
  const draft = draftName(path);
  await sweep(dirname(path));
  try {
    await writeDraft(draft, content, undefined);
    const { size } = await stat(draft);
    await rename(draft, path);
    return size;
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {}); // a later sweep finds it
    throw error;
  }
}
