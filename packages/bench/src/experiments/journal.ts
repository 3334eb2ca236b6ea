import { FormatError } from "@espalier/tensor";
import {
  closeSync,
  fdatasyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  truncateSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import { list, read, text, writeMeasure } from "../files/schema.ts";
import type { Read } from "../files/schema.ts";
import { costs } from "./costs.ts";
import { entry } from "./results.ts";

/** A line of the journal: a unit, and all that was measured of it. */
const line = v.strictObject({ unit: text, entries: list(entry), costs });
export type Line = Read<typeof line>;

/** What has been measured so far, in memory and on disk. */
export interface Journal {
  readonly lines: ReadonlyMap<string, Line>;
  /** Puts a line on the disk before it returns. A unit that is there already is left as it is. */
  readonly add: (line: Line) => void;
  readonly close: () => void;
}

/**
 * Opens the journal in a file, or starts one. Lines are only ever appended, so that a process may end at any moment: what it
 * was writing then is a last line without an end, and is cut off here.
 *
 * @throws FormatError naming the file and the line that is none of a journal
 */
export function openJournal(path: string): Journal {
  mkdirSync(dirname(path), { recursive: true });
  const lines = readLines(path);
  const file = openSync(path, "a");
  return {
    lines,
    add(measured) {
      if (lines.has(measured.unit)) return;
      writeSync(file, `${JSON.stringify(measured, writeMeasure)}\n`);
      fdatasyncSync(file);
      lines.set(measured.unit, measured);
    },
    close: () => closeSync(file),
  };
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
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
