import { randomUUID } from "node:crypto";
import { open } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** The name of this machine, in the names of drafts: only here can we ask whether a process still runs. */
export const machine: string = hostname()
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
