import { constants, renameSync, rmSync } from "node:fs";
import { access, rm, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { ValueError } from "@espalier/tensor";
import { deliver } from "../io.ts";
import type { Io } from "../io.ts";
import { draftName, writeDraft } from "./draft.ts";
import { linkOrCopy } from "./link.ts";
import { isPacked, STANDARD } from "./paths.ts";
import { aboutFile, systemCode } from "./reasons.ts";
import { writeRedo } from "./redo.ts";
import { sweep } from "./sweep.ts";
import { isSame, targetOf } from "./target.ts";
import type { Target } from "./target.ts";

/** A file that a command writes. It is packed if its name ends in .gz. */
export interface Result {
  readonly path: string;
  /** Its bytes; or piece by piece, for a file that is larger than the memory. */
  readonly content: Content;
}

/** What a file holds. */
export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

const EXPECTED = "a file that can be written";

/**
 * Checks the paths of results before long work starts.
 *
 * @param force whether existing files may be replaced
 * @param kept files that no result may replace, such as the data
 * @throws ValueError when two results share a file, when a result is a file to keep, when a file exists and may not be replaced, or when
 * its folder does not exist or cannot be written
 */
export async function checkResults(
  { folder }: Io,
  paths: readonly string[],
  force: boolean,
  kept: readonly string[] = [],
): Promise<void> {
  if (paths.filter((path) => path === STANDARD).length > 1)
    throw new ValueError("standard output", "one result", "two");
  for (const parent of new Set(paths.map((path) => dirname(resolve(folder, path))))) await sweep(parent);
  const targets: Target[] = [];
  for (const path of paths.filter((each) => each !== STANDARD)) {
    const target = await checkTarget(folder, path, force);
    for (const other of targets)
      if (target.kind !== "stream" && (await isSame(target, other)))
        throw new ValueError(path, "a file for each result", "one for two of them");
    for (const other of kept.filter((each) => each !== STANDARD)) {
      const read = await targetOf(folder, other).catch(() => undefined);
      if (read?.kind === "file" && (await isSame(target, read)))
        throw new ValueError(path, "a file of its own for the result", `one that is read, ${other}`);
    }
    targets.push(target);
  }
}

async function checkTarget(folder: string, path: string, force: boolean): Promise<Target> {
  try {
    const target = await targetOf(folder, path);
    if (target.kind === "folder") throw new ValueError(path, EXPECTED, "a folder");
    if (target.kind === "file" && !force) throw taken(path);
    await access(target.kind === "stream" ? target.file : dirname(target.file), constants.W_OK);
    return target;
  } catch (error) {
    throw aboutFile(path, EXPECTED, error);
  }
}

/**
 * Writes the results of a command, to standard output for `-`: all of them or none. Each result is a draft until all drafts are on the
 * disk; then they get their names. If a result cannot get its name, the earlier ones lose theirs again. If the process ends meanwhile, the next
 * command that writes to the folder names the others.
 *
 * @throws ValueError when a result cannot be written, or exists by now and may not be replaced
 */
export async function writeResults(io: Io, results: readonly Result[], force: boolean): Promise<void> {
  const drafts: Draft[] = [];
  try {
    for (const { path, content } of results) {
      if (path !== STANDARD) await draftResult(io, path, content, drafts);
    }
    for (const { path, content } of results)
      if (path === STANDARD) for await (const part of piecesOf(content)) await deliver(io, part);
    if (io.signal.aborted) throw io.signal.reason;
    nameAll(drafts, force);
  } finally {
    for (const { draft } of drafts) await rm(draft, { force: true }).catch(() => {}); // a later command sweeps it
  }
}

/** A result that is on the disk and does not have its name yet. */
interface Draft {
  readonly target: Target;
  readonly draft: string;
}

async function draftResult({ folder }: Io, path: string, content: Content, drafts: Draft[]): Promise<void> {
  const packed = isPacked(path) ? Readable.from(piecesOf(content)).pipe(createGzip()) : content;
  try {
    const target = await targetOf(folder, path);
    if (target.kind === "stream") return await writeFile(target.file, packed);
    await sweep(dirname(target.file));
    const draft = draftName(target.file);
    drafts.push({ target, draft });
    await writeDraft(draft, packed, target.mode);
  } catch (error) {
    throw aboutFile(path, EXPECTED, error);
  }
}

/** Bytes piece by piece. */
const piecesOf = (content: Content): Iterable<string | Uint8Array> | AsyncIterable<Uint8Array> =>
  typeof content === "string" || content instanceof Uint8Array ? [content] : content;

/** Gives all drafts their names, synchronously: this process runs nothing else in between. */
function nameAll(drafts: readonly Draft[], force: boolean): void {
  const undo: (() => void)[] = [];
  const done: (() => void)[] = [];
  try {
    done.push(writeRedo(drafts.map(({ target, draft }) => ({ draft, file: target.file }))));
    for (const { target, draft } of drafts) {
      try {
        if (target.kind === "nothing") {
          if (force) renameSync(draft, target.file);
          else linkOrCopy(draft, target.file); // unlike a rename, a link fails if the name is taken
          undo.unshift(() => rmSync(target.file));
        } else if (!force) {
          throw taken(target.path);
        } else {
          const before = draftName(target.file);
          linkOrCopy(target.file, before);
          done.push(() => rmSync(before, { force: true }));
          renameSync(draft, target.file);
          undo.unshift(() => renameSync(before, target.file));
        }
      } catch (error) {
        if (systemCode(error) === "EEXIST") throw taken(target.path);
        throw aboutFile(target.path, EXPECTED, error);
      }
    }
  } catch (error) {
    for (const each of undo) each();
    throw error;
  } finally {
    for (const each of done) each();
  }
}

const taken = (path: string): ValueError =>
  new ValueError(path, "a name that is free, or --force", "a file that exists");
