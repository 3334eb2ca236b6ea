import { allocate, FormatError, ValueError } from "@espalier/tensor";
import type { Data, DType, Tensor } from "@espalier/tensor";
import { show } from "../read-json.ts";
import { textOf } from "../text.ts";
import { fieldsOf } from "./line.ts";

/** How to read a table. */
export interface ReadCsvOptions {
  /**
   * Whether the first line holds names. Without it the line is asked: numbers are data and words are names; a line that can be read both
   * ways is refused.
   */
  readonly header?: boolean;
  /** What stands before the fraction of a number; a point by default. */
  readonly decimal?: "." | ",";
  /** What stands between two fields: one character, a comma by default. */
  readonly separator?: string;
  /** The precision of the numbers, f64 by default. */
  readonly dtype?: DType;
}

/** A table of numbers. */
export interface Csv {
  /** The names of the columns, where there are any. */
  readonly names?: readonly string[];
  /** One row a line, [n, d]. */
  readonly values: Tensor;
}

/** A decimal number, as every language writes one. */
const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/**
 * Reads a table of numbers, in UTF-8: a line a sample, a column an input; a header or none; empty lines are passed over. A field
 * that is missing, NaN or infinite is refused, since nothing can be computed with it.
 *
 * Memory: the text (2 bytes a byte at most), and a number for every 2 bytes, twice while they grow: at most 12 times the bytes; and one line
 * as a list of its fields.
 *
 * @throws FormatError naming the line and the column, from 1 on: `line 3, column 2: expected a number; received "x"`
 * @throws ValueError when the separator is not one character
 */
export function readCsv(
  bytes: Uint8Array,
  { header, decimal = ".", separator = decimal === "," ? ";" : ",", dtype }: ReadCsvOptions = {},
): Csv {
  if (separator.length !== 1 || /["\r\n0-9.+-]/.test(separator) || separator === decimal)
    throw new ValueError(
      "readCsv",
      `one character between the fields, other than ${JSON.stringify(decimal)}`,
      JSON.stringify(separator),
    );
  const numeral = decimal === "." ? (field: string) => field : withPoint;
  const text = textOf("csv", bytes);
  let names: readonly string[] | undefined;
  let width: number | undefined;
  let [data, size] = [allocate(64, dtype), 0];

  for (const { line, content } of linesOf(text)) {
    const fields = fieldsOf(content, line, separator);
    if (width === undefined) {
      width = fields.length;
      if (header ?? isHeader(fields, line, content, numeral)) {
        names = fields;
        continue;
      }
    }
    if (fields.length !== width)
      throw new FormatError(`line ${line}`, `${width} fields, as in the first line`, `${fields.length}`);
    if (size + width > data.length) data = grown(data, size + width);
    for (const [index, field] of fields.entries())
      data[size++] = numberOf(numeral(field), field, line, index + 1);
  }
  if (width === undefined || size === 0) throw new FormatError("csv", "at least one line of numbers", "none");
  const values = { shape: [size / width, width], data: data.slice(0, size) };
  return names === undefined ? { values } : { names, values };
}

/**
 * The lines that are not empty, with their numbers. A byte order mark at the start is none of the text.
 *
 * @throws FormatError when there is a \r within a line: no name has one
 */
function* linesOf(text: string): Generator<{ readonly line: number; readonly content: string }> {
  let next = text.startsWith("\uFEFF") ? 1 : 0;
  for (let line = 1; next < text.length; line++) {
    const end = text.indexOf("\n", next);
    let stop = end < 0 ? text.length : end;
    while (stop > next && text[stop - 1] === "\r") stop--;
    const content = text.slice(next, stop);
    if (content.includes("\r"))
      throw new FormatError(`line ${line}`, "lines that end in \\n or \\r\\n", "a \\r within the line");
    if (content.trim() !== "") yield { line, content };
    next = end < 0 ? text.length : end + 1;
  }
}

/** 1,5 as 1.5; a point would be something else. */
const withPoint = (field: string): string => (field.includes(".") ? "" : field.replace(",", "."));

/** Fields that were meant as numbers, or as gaps between them, but are none. */
const BROKEN = /^$|^[+-]?(?:nan|inf|infinity|na|n\/a|null|none|nil|-|\?|[0-9.].*)$/i;

/**
 * Whether the first line holds names.
 *
 * @throws FormatError when it can be read both ways: names that are numbers, 0 1 2 … as a data frame has them, or numbers in quotes; or
 * numbers among which one is missing or written in another way
 */
function isHeader(
  fields: readonly string[],
  line: number,
  content: string,
  numeral: (field: string) => string,
): boolean {
  const areNumbers = fields.map((field) => NUMBER.test(numeral(field)));
  const isCounted = fields.length > 1 && fields.every((field, at) => field === String(at));
  if (areNumbers.every(Boolean) && !isCounted && !content.includes('"')) return false;
  if (!areNumbers.includes(true) && !fields.some((field) => BROKEN.test(field))) return true;
  throw new FormatError(
    `line ${line}`,
    "the option header (--header or --no-header), as this line can be the names of the columns or the first sample",
    show(content.slice(0, 60)),
  );
}

function numberOf(text: string, field: string, line: number, column: number): number {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new FormatError(`line ${line}, column ${column}`, "a finite number", show(field));
}

function grown(data: Data, least: number): Data {
  const larger = allocate(Math.max(2 * data.length, least), data instanceof Float32Array ? "f32" : "f64");
  larger.set(data);
  return larger;
}
