import { FormatError } from "@espalier/tensor";
import type { ValueError } from "@espalier/tensor";
import { aboutFile, systemCode } from "espalier/files";
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import { list, read, text, writeMeasure } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import { costs } from "./costs.ts";
import { entry } from "./results.ts";

/** A line of the journal: a unit, and all that was measured of it. */
const line = v.strictObject({ unit: text, entries: list(entry), costs });
export type Line = Read<typeof line>;

/** What has been measured so far, in memory and on disk. */
export interface Journal {
  readonly lines: ReadonlyMap<string, Line>;
  /**
   * Puts a line on the disk before it returns. A unit that is there already is left as it is.
   *
   * @returns an error when that fails, as on a full disk: the line is kept, and written with the next one
   */
  readonly add: (line: Line) => ValueError | undefined;
  /** Tries once more to write what could not be written, and closes the file. @returns an error when that fails */
  readonly close: () => ValueError | undefined;
}

/**
 * Opens the journal in a file, or starts one. Lines are only ever appended, so that a process may end at any moment: a last
 * line without an end is cut off here, and one that a full disk stops is cut off at once.
 *
 * @throws FormatError naming the file and the line that is not one of a journal
 * @throws ValueError when the file cannot be read or written
 */
export function openJournal(path: string): Journal {
  const aboutJournal = (error: unknown): ValueError => aboutFile(path, "a file that can be written", error);
  let [lines, file]: [Map<string, Line>, number] = [new Map(), -1];
  try {
    mkdirSync(dirname(path), { recursive: true });
    [lines, file] = [readLines(path), openSync(path, "a")];
  } catch (error) {
    throw aboutJournal(error);
  }
  const unwritten: string[] = [];
  const flush = (): ValueError | undefined => {
    try {
      for (; unwritten.length > 0; unwritten.shift()) append(file, unwritten[0]);
      fdatasyncSync(file);
      return undefined;
    } catch (error) {
      return aboutJournal(error);
    }
  };
  return {
    lines,
    add(measured) {
      if (lines.has(measured.unit)) return undefined;
      lines.set(measured.unit, measured);
      unwritten.push(`${JSON.stringify(measured, writeMeasure)}\n`);
      return flush();
    },
    close() {
      const problem = flush();
      closeSync(file);
      return problem;
    },
  };
}

/** Appends all of a line or nothing, so that no later line is glued to a part of it. */
function append(file: number, content: string): void {
  const bytes = Buffer.from(content);
  const { size } = fstatSync(file);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(file, bytes, written);
  } catch (error) {
    // Another process may have appended in the meantime; then this part is the start of a damaged line.
    if (written > 0 && fstatSync(file).size === size + written) ftruncateSync(file, size);
    throw error;
  }
}

function readLines(path: string): Map<string, Line> {
  const bytes = readIfThere(path);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) truncateSync(path, end);
  const content = bytes.toString("utf8", 0, end);
  const lines = new Map<string, Line>();
  for (const [at, each] of content.split("\n").slice(0, -1).entries()) {
    const found = parseLine(`${path}, line ${at + 1}`, each);
    if (!lines.has(found.unit)) lines.set(found.unit, found);
  }
  return lines;
}

function parseLine(where: string, content: string): Line {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    throw new FormatError(where, "JSON", content.slice(0, 40));
  }
  return read(line, json, where);
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
