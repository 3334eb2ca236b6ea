import { randomUUID } from "node:crypto";
import { open, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { systemCode } from "./reasons.ts";

/** This machine, in the names of drafts: whether a process runs can be asked of one's own machine only. */
const machine = hostname()
  .replaceAll(/[^\w-]/g, "_")
  .slice(0, 60);

/** A name beside a file that no other draft has. It says whose it is, and ends in .draft. */
export const draftName = (file: string): string => {
  const start = basename(file).slice(0, 40); // a name may have 255 bytes
  return join(dirname(file), `${start}.${machine}-${process.pid}-${randomUUID().slice(0, 8)}.draft`);
};

/** Writes all of it to the disk; the file must not be there yet. */
export async function writeDraft(
  draft: string,
  content: string | Uint8Array,
  mode: number | undefined,
): Promise<void> {
  const file = await open(draft, "wx");
  try {
    await file.writeFile(content);
    if (mode !== undefined) await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes the drafts in a folder that processes of this machine left as they were killed. */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const [, of, pid] = /\.([\w-]*)-(\d+)-[0-9a-f]{8}\.draft$/.exec(name) ?? [];
    if (of !== machine || (await isAlive(Number(pid), join(folder, name)))) continue;
    await rm(join(folder, name), { force: true }).catch(() => {}); // the next one may be able to
  }
}

/** Whether the process of a draft still runs. One of our own number, but older than we are, had that number before us. */
async function isAlive(pid: number, draft: string): Promise<boolean> {
  if (pid === process.pid) {
    const found = await stat(draft).catch(() => undefined);
    return found === undefined || found.mtimeMs >= performance.timeOrigin;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH"; // another user's process may not be asked, but is there
  }
}
