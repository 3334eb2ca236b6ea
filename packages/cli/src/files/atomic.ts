import { access, constants, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { draftName, writeDraft } from "./draft.ts";
import { aboutFile, systemCode } from "./reasons.ts";
import { sweep } from "./sweep.ts";

/**
 * Writes a file so that readers and crashes see the old content or the new one, never a part of it.
 *
 * @throws ValueError when the file cannot be written, with the reason in words
 */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const draft = draftName(path);
  try {
    await makeFolder(dirname(path));
    await sweep(dirname(path));
    await writeDraft(draft, content, undefined);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {}); // a later run sweeps it
    throw aboutFile(path, "a file that can be written", error);
  }
}

/** @throws a system error with its reason: for a read-only disk, Node's own says that the folder does not exist */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    let parent = dirname(folder);
    while (parent !== dirname(parent) && (await stat(parent).catch(() => undefined)) === undefined)
      parent = dirname(parent);
    await access(parent, constants.W_OK);
    throw error;
  }
}

/** As much as a small file takes on any disk. */
const PROBE_BYTES = 4096;

/**
 * Writes and removes a small file, before long work whose results go to a folder. Makes the folder if it does not exist.
 *
 * @throws ValueError when the folder cannot be written, or its disk is full
 */
export async function checkFolder(folder: string): Promise<void> {
  const probe = draftName(join(folder, "probe"));
  try {
    await makeFolder(folder);
    await sweep(folder);
    await writeDraft(probe, new Uint8Array(PROBE_BYTES), undefined);
  } catch (error) {
    throw aboutFile(folder, "a folder that can be written", error);
  } finally {
    await rm(probe, { force: true }).catch(() => {}); // a later run sweeps it
  }
}

/** The text of a file; undefined if it does not exist. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw aboutFile(path, "a file that can be read", error);
  }
}
