import { lstat, readlink, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { systemCode } from "./reasons.ts";

/** The file that a path leads to. */
export interface Target {
  /** The path as the user gave it. */
  readonly path: string;
  /** The path without links: the same for all paths to one file. */
  readonly file: string;
  /** What exists there. A stream, such as /dev/null or a pipe, is written to and never replaced. */
  readonly kind: "nothing" | "file" | "folder" | "stream";
  /** The permissions of the existing file. */
  readonly mode: number | undefined;
}

/** @throws a system error when the folder of the path does not exist or cannot be read */
export async function targetOf(folder: string, path: string): Promise<Target> {
  const given = resolve(folder, path);
  const found = await stat(given).catch(unlessMissing);
  if (found === undefined) return { path, file: await resolved(given), kind: "nothing", mode: undefined };
  const kind = found.isFile() ? "file" : found.isDirectory() ? "folder" : "stream";
  // A stream may have no path without links: /dev/stdout may lead to a pipe.
  const file = kind === "stream" ? given : await resolved(given);
  return { path, file, kind, mode: found.mode & 0o777 };
}

/** A path without links. Its folder has to exist, the file itself need not. */
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

/** Whether two paths lead to one file, on file systems that ignore case too. */
export async function isSame(a: Target, b: Target): Promise<boolean> {
  if (a.file === b.file) return true;
  if (fold(a.file) !== fold(b.file)) return false;
  return ignoresCase(dirname(a.file));
}

/** The same text for all names that some file system treats as equal. */
const fold = (name: string): string => name.normalize("NFC").toLowerCase();

/** Whether a folder is also found under its name in the other case. */
async function ignoresCase(folder: string): Promise<boolean> {
  const other = join(dirname(folder), inOtherCase(basename(folder)));
  if (other === folder) return false; // its name has no letters
  const [one, two] = await Promise.all([stat(folder), stat(other).catch(() => undefined)]);
  return one.ino === two?.ino && one.dev === two.dev;
}

const inOtherCase = (name: string): string =>
  name.replaceAll(/\p{L}/gu, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
