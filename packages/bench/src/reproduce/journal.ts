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
import { writeMeasure } from "../fields.ts";
import type { Entry } from "./results.ts";
import { readLine } from "./schema.ts";
import type { Costs } from "./task.ts";

/** A line of the journal: a unit, and all that was measured of it. */
export interface Line {
  readonly unit: string;
  readonly entries: readonly Entry[];
  readonly costs: Costs;
}

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
    add(line) {
      if (lines.has(line.unit)) return;
      writeSync(file, `${JSON.stringify(line, writeMeasure)}\n`);
      fdatasyncSync(file);
      lines.set(line.unit, line);
    },
    close: () => closeSync(file),
  };
}

function readLines(path: string): Map<string, Line> {
  const bytes = readIfThere(path);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) truncateSync(path, end);
  const text = bytes.toString("utf8", 0, end);
  const lines = new Map<string, Line>();
  for (const [at, each] of text.split("\n").slice(0, -1).entries()) {
    const line = parse(`${path}, line ${at + 1}`, each);
    if (!lines.has(line.unit)) lines.set(line.unit, line);
  }
  return lines;
}

function parse(where: string, text: string): Line {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new FormatError(where, "JSON", text.slice(0, 40));
  }
  return readLine(where, json);
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
