import { lstat, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { systemCode } from "./reasons.ts";

/** Where a path leads to. */
export interface Target {
  /** As it was given. */
  readonly path: string;
  /** Through all links: two paths to one file have the same one. */
  readonly file: string;
  /** What is there: nothing, a file, a folder, or something that is written to and never replaced, such as /dev/null or a pipe. */
  readonly kind: "nothing" | "file" | "folder" | "stream";
  /** The permissions of the file that is there. */
  readonly mode: number | undefined;
}

/** @throws the error of the system where the folder of the path is not there, or may not be looked at */
export async function targetOf(folder: string, path: string): Promise<Target> {
  const given = resolve(folder, path);
  const found = await stat(given).catch(unlessMissing);
  if (found === undefined) return { path, file: await resolved(given), kind: "nothing", mode: undefined };
  const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "stream";
  // A stream has no path of its own: /dev/stdout may lead to a pipe.
  const file = kind === "stream" ? given : await resolved(given);
  return { path, file, kind, mode: found.mode & 0o777 };
}

/** A path without links in it; the file itself need not be there, but its folder. */
async function resolved(path: string): Promise<string> {
  const there = await realpath(path).catch(unlessMissing);
  if (there !== undefined) return there;
  const file = join(await realpath(dirname(path)), basename(path));
  const isLink = (await lstat(file).catch(unlessMissing))?.isSymbolicLink() === true;
  return isLink ? resolved(resolve(dirname(file), await readlink(file))) : file;
}

function unlessMissing(error: unknown): undefined {
  if (systemCode(error) !== "ENOENT") throw error;
}

/** Whether two paths lead to one file: also where the file system tells names apart by more than their capitals. */
export async function isSame(a: Target, b: Target): Promise<boolean> {
  if (a.file === b.file) return true;
  if (fold(a.file) !== fold(b.file)) return false;
  return ignoresCapitals(dirname(a.file));
}

/** One form of all names that some file system takes for the same. */
const fold = (name: string): string => name.normalize("NFC").toLowerCase();

/** Whether a folder is found in other capitals too. */
async function ignoresCapitals(folder: string): Promise<boolean> {
  const other = join(dirname(folder), swapped(basename(folder)));
  if (other === folder) return false; // there are no letters in it
  const [one, two] = await Promise.all([stat(folder), stat(other).catch(() => undefined)]);
  return one.ino === two?.ino && one.dev === two.dev;
}

const swapped = (name: string): string =>
  name.replaceAll(/\p{L}/gu, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
