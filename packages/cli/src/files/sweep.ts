import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { machine } from "./draft.ts";
import { systemCode } from "./reasons.ts";
import { redo } from "./redo.ts";

/**
 * Clears away what processes of this machine left in a folder that no longer run: names the results of those that were ended while they
 * named them, and removes drafts.
 */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  const left = [];
  for (const name of names) {
    const [, of, pid] = /\.([\w-]*)-(\d+)-[0-9a-f]{8}\.(?:draft|redo)$/.exec(name) ?? [];
    if (of === machine && !(await isAlive(Number(pid), join(folder, name)))) left.push(name);
  }
  for (const name of left.filter((each) => each.endsWith(".redo"))) redo(folder, name);
  for (const name of left) await rm(join(folder, name), { force: true }).catch(() => {}); // another user may be able to
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
