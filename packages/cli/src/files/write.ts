import { constants, copyFile, link, open, rename, rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { ValueError } from "@espalier/tensor";
import { write } from "../io.ts";
import type { Io } from "../io.ts";
import { reasons, STANDARD } from "./read.ts";

/** Refuses what is there already, unless it may be replaced: asked before long work, not after. */
export async function checkFree({ folder }: Io, paths: readonly string[], force: boolean): Promise<void> {
  const twice = paths.find((path, at) => path !== STANDARD && paths.indexOf(path) !== at);
  if (twice !== undefined) throw new ValueError(twice, "a file for each result", "one for two of them");
  if (force) return;
  for (const path of paths)
    if (path !== STANDARD && (await stat(resolve(folder, path)).catch(() => undefined)) !== undefined)
      throw taken(path);
}

/**
 * Writes a file, or to standard output for `-`. The name goes to the file when all of it is on the disk, so that nobody, after a crash
 * too, sees a half; and where it may not be replaced it is not, even if it came into being in the meantime.
 *
 * @throws ValueError when it exists and may not be replaced, or cannot be written
 */
export async function writeFile(
  io: Io,
  path: string,
  content: string | Uint8Array,
  force: boolean,
): Promise<void> {
  if (path === STANDARD) return write(io.stdout, content);
  const target = resolve(io.folder, path);
  const draft = `${target}.${process.pid}.draft`;
  try {
    const file = await open(draft, "w");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await (force ? rename(draft, target) : takeName(draft, target));
  } catch (error) {
    // Only what the system throws is caught here, and it has a code.
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") throw taken(path);
    throw new ValueError(path, "a file that can be written", reasons[code] ?? message);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Gives a file a second name, if that is free: a link is refused where a name is taken, a rename is not. */
async function takeName(draft: string, target: string): Promise<void> {
  try {
    await link(draft, target);
  } catch (error) {
    // Only what the system throws is caught here, and it has a code.
    if (!WITHOUT_LINKS.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await copyFile(draft, target, constants.COPYFILE_EXCL); // not at once, but the name is taken at once
  }
}

/** What file systems say that have no links, as those of memory cards. */
const WITHOUT_LINKS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

const taken = (path: string): ValueError =>
  new ValueError(path, "a name that is free, or --force", "a file that exists");
