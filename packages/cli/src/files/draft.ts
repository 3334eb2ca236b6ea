import { randomUUID } from "node:crypto";
import { open, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { systemCode } from "./reasons.ts";

/** The name of this machine, in the names of drafts: only here can we ask whether a process still runs. */
const machine = hostname()
  .replaceAll(/[^\w-]/g, "_")
  .slice(0, 60);

/** A unique name beside a file. It contains the machine and the process, and ends in .draft. */
export const draftName = (file: string): string => {
  const start = basename(file).slice(0, 40); // a name may have 255 bytes
  return join(dirname(file), `${start}.${machine}-${process.pid}-${randomUUID().slice(0, 8)}.draft`);
};

/** Writes a new file, and waits until all of it is on the disk. */
export async function writeDraft(
  draft: string,
  content: string | Uint8Array | AsyncIterable<Uint8Array>,
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

/** Removes the drafts in a folder whose processes, on this machine, no longer run. */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names) {
    const [, of, pid] = /\.([\w-]*)-(\d+)-[0-9a-f]{8}\.draft$/.exec(name) ?? [];
    if (of !== machine || (await isAlive(Number(pid), join(folder, name)))) continue;
    await rm(join(folder, name), { force: true }).catch(() => {}); // another user may be able to
  }
}

/** Whether the process of a draft still runs. A draft with our process id that is older than we are belongs to an earlier process. */
async function isAlive(pid: number, draft: string): Promise<boolean> {
  if (pid === process.pid) {
    const found = await stat(draft).catch(() => undefined);
    return found === undefined || found.mtimeMs >= performance.timeOrigin;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH"; // EPERM: it runs, as another user
  }
}
