import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { ValueError } from "@espalier/tensor";
import { draftName, openRanges, sweep, writeDraft } from "espalier/files";
import type { Store } from "./store.ts";

/**
 * A folder that all machines share. A result is written to a draft, which gets its name when it is on the disk.
 *
 * @throws ValueError when it is not there
 */
export async function folderStore(folder: string): Promise<Store> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new ValueError(folder, "a folder that all workers share", "none");
  const pathOf = (name: string): string => join(folder, name);
  return {
    async found(names) {
      const all = new Set(await readdir(folder));
      return new Set([...names].filter((name) => all.has(name)));
    },
    async put(name, content) {
      const draft = draftName(pathOf(name));
      await sweep(folder);
      try {
        await writeDraft(draft, content, undefined);
        const { size } = await stat(draft);
        await rename(draft, pathOf(name));
        return size;
      } catch (error) {
        await rm(draft, { force: true }).catch(() => {}); // a later sweep finds it
        throw error;
      }
    },
    read: (name) => openRanges("/", pathOf(name)),
    async remove(names) {
      for (const name of names) await rm(pathOf(name), { force: true });
      await sweep(folder);
    },
    pause: 250,
    fileOf: (name) => Promise.resolve(pathOf(name)),
  };
}
