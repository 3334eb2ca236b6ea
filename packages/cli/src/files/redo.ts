import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { draftName } from "./draft.ts";
import { linkOrCopy } from "./link.ts";

/** A draft and the path that it is about to get. */
export interface Naming {
  readonly draft: string;
  readonly file: string;
}

/** The same as a log has it: names in its folder, and which file the draft replaces. */
interface Entry {
  readonly draft: string;
  readonly name: string;
  readonly replaces: Version | null;
}

/** Tells whether a file was written since. */
interface Version {
  readonly inode: number;
  readonly changed: number;
}

/**
 * Writes a redo log beside several results before they get their names one after the other. If the process ends in between, `sweep` gives
 * the others theirs.
 *
 * @returns what removes the log
 */
export function writeRedo(namings: readonly Naming[]): () => void {
  const logs: string[] = [];
  const remove = (): void => {
    for (const log of logs) rmSync(log, { force: true });
  };
  if (namings.length < 2) return remove;
  try {
    for (const folder of new Set(namings.map(({ file }) => dirname(file)))) {
      const own = namings.filter(({ file }) => dirname(file) === folder);
      const log = draftName(join(folder, "results")).replace(/draft$/, "redo");
      logs.push(log);
      const entries = own.map(({ draft, file }): Entry => ({
        draft: basename(draft),
        name: basename(file),
        replaces: versionOf(file),
      }));
      writeWhole(log, JSON.stringify(entries));
    }
  } catch (error) {
    remove();
    throw error;
  }
  return remove;
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function versionOf(file: string): Version | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? null : { inode: found.ino, changed: found.mtimeMs };
}

/**
 * Gives the drafts of a log the names that they lack, if at least one has its name by now: all of them or none. A file that was written since
 * keeps its name, and so does one that a log has no business with.
 */
export function redo(folder: string, log: string): void {
  const entries = entriesOf(join(folder, log)).filter((entry) => isOwn(log, entry));
  if (!entries.some((entry) => isNamed(folder, entry))) return;
  for (const { draft, name, replaces } of entries) {
    const [from, to] = [join(folder, draft), join(folder, name)];
    try {
      const now = versionOf(to);
      if (now === null && replaces === null) linkOrCopy(from, to);
      else if (now?.inode === replaces?.inode && now?.changed === replaces?.changed) renameSync(from, to);
    } catch {
      // The draft has its name already, or another process was faster.
    }
  }
}

/** Whether a draft was renamed, or its new name is a link to it (a copy, on file systems without links). */
function isNamed(folder: string, { draft, name, replaces }: Entry): boolean {
  const [from, to] = [draft, name].map((each) => statSync(join(folder, each), { throwIfNoEntry: false }));
  if (to === undefined) return false;
  if (from === undefined) return to.ino !== replaces?.inode;
  return replaces === null && (from.ino === to.ino || (from.nlink === 1 && from.size === to.size));
}

/** Whether both names are of the folder, and the draft is one of the process that wrote the log. */
function isOwn(log: string, { draft, name }: Entry): boolean {
  const areNames = draft === basename(draft) && name === basename(name);
  return areNames && draft.endsWith(processOf(log, draft)) && draft.startsWith(`${name.slice(0, 40)}.`);
}

/** The end of the names of all drafts of the process that wrote a log, with the random part of the draft. */
function processOf(log: string, draft: string): string {
  const [process = "\0"] = /\.[\w-]*-\d+-(?=[0-9a-f]{8}\.redo$)/.exec(log) ?? [];
  const [random = "\0"] = /[0-9a-f]{8}\.draft$/.exec(draft) ?? [];
  return process + random;
}

/** No names if the log is incomplete: the command may have been stopped before any result got its name. */
function entriesOf(log: string): readonly Entry[] {
  try {
    const entries: unknown = JSON.parse(readFileSync(log, "utf8"));
    return Array.isArray(entries) ? entries.filter(isEntry) : [];
  } catch {
    return [];
  }
}

const isEntry = (each: unknown): each is Entry =>
  typeof each === "object" &&
  each !== null &&
  "draft" in each &&
  typeof each.draft === "string" &&
  "name" in each &&
  typeof each.name === "string" &&
  "replaces" in each &&
  isVersion(each.replaces);

const isVersion = (each: unknown): each is Version | null =>
  each === null || (typeof each === "object" && "inode" in each && "changed" in each);
