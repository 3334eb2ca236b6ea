import { readdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { ValueError } from "@espalier/tensor";
import { draftName, openRanges, sweep, writeDraft } from "espalier/files";
import type { Store } from "./store.ts";

/** At most this many names are looked up one by one, and more in a list of the folder. */
const FEW = 4;

async function amongFew(paths: readonly string[]): Promise<string[]> {
  const there = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, at) => there[at]).map((path) => basename(path));
}

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
      const asked = [...names];
      const all = asked.length <= FEW ? await amongFew(asked.map(pathOf)) : await readdir(folder);
      const there = new Set(all);
      return new Set(asked.filter((name) => there.has(name)));
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
