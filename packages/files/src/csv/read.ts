import { allocate, FormatError, ValueError } from "@espalier/tensor";
import type { Data, DType, Tensor } from "@espalier/tensor";
import { show } from "../json-values/read.ts";
import { fieldsOf, LONGEST } from "./line.ts";
import { linesOf } from "./lines.ts";
import { GAP, NUMBER, otherReading, withPoint } from "./other-reading.ts";
import type { Reading } from "./other-reading.ts";

/** How to read a table. */
export interface ReadCsvOptions {
  /**
   * Whether the first line holds names. By default numbers are data and words are names; a line that can be read both ways, such as
   * the years 2019, 2020, 2021, is refused.
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

/**
 * Reads a table of numbers, in UTF-8: a line a sample, a column an input; a header or none; empty lines are passed over. A field
 * that is missing, NaN or infinite is refused, since nothing can be computed with it.
 *
 * Memory: a number for every 2 bytes, three times while they grow: at most 12 times the bytes; 16 MB of text, and one line as a list of its
 * fields. The text is decoded in pieces, so that it may be longer than a string.
 *
 * @throws FormatError naming the line and the column, from 1 on: `line 3, column 2: expected a number; received "x"`
 * @throws ValueError when the separator is not one character
 */
export function readCsv(
  bytes: Uint8Array,
  { header, decimal = ".", separator: given, dtype }: ReadCsvOptions = {},
): Csv {
  const separator = given ?? (decimal === "," ? ";" : ",");
  if (separator.length !== 1 || /["\r\n0-9.+-]/.test(separator) || separator === decimal)
    throw new ValueError(
      "readCsv",
      `one character between the fields, other than ${JSON.stringify(decimal)}`,
      JSON.stringify(separator),
    );
  const reading = { separator, decimal };
  let names: readonly string[] | undefined;
  let width: number | undefined;
  let [data, size] = [allocate(64, dtype), 0];
  /** Whether every line so far is a number with a decimal comma as well, and one of them is hardly anything else: 1,05. */
  let [mayBeDecimals, areDecimals] = [given === undefined && decimal === ".", false];

  for (const { line, content } of linesOf(bytes)) {
    const fields = fieldsOf(content, line, separator);
    if (content.length > (LONGEST + 1) * fields.length || fields.some(({ length }) => length > LONGEST))
      throw new FormatError(`line ${line}`, `fields of at most ${LONGEST} characters`, "a longer one");
    if (width === undefined) {
      width = fields.length;
      if (header ?? isHeader(fields, line, content, reading)) {
        names = fields;
        continue;
      }
    }
    mayBeDecimals &&= DECIMAL.test(content);
    areDecimals = mayBeDecimals && (areDecimals || /,0[0-9]/.test(content));
    if (fields.length !== width) {
      checkReading(line, content, reading);
      throw new FormatError(`line ${line}`, `${width} fields, as in the first line`, `${fields.length}`);
    }
    if (size + width > data.length) data = grown(data, size + width);
    for (const [index, field] of fields.entries()) {
      const value = numberOf(withPoint(field, decimal));
      if (value === undefined) {
        checkReading(line, content, reading);
        throw new FormatError(`line ${line}, column ${index + 1}`, "a finite number", show(field));
      }
      data[size++] = value;
    }
  }
  if (areDecimals && width === 2)
    throw new FormatError(
      "csv",
      'the option separator (--separator "," for two columns) or decimal (--decimal-comma for one column of 1,05), as the fields can be both',
      "whole numbers with a comma between them, some of which begin with a 0",
    );
  if (width === undefined || size === 0) throw new FormatError("csv", "at least one line of numbers", "none");
  const values = { shape: [size / width, width], data: data.slice(0, size) };
  return names === undefined ? { values } : { names, values };
}

/** @throws FormatError with the options that read a line in which no numbers were found, if there are such */
function checkReading(line: number, content: string, reading: Reading): void {
  const other = otherReading(content, reading);
  if (other === undefined) return;
  throw new FormatError(
    `line ${line}`,
    `the options separator and decimal (--separator, --decimal-comma), as ${other}`,
    show(content.slice(0, 60)),
  );
}

/** One number with a comma before its fraction. */
const DECIMAL = /^\s*[+-]?[0-9]+,[0-9]+\s*$/;

/** Fields that should be numbers, or gaps between them, and are not. */
const isBroken = (field: string): boolean => GAP.test(field) || /^[+-]?[0-9.]/.test(field);

/** Columns are often named 0 1 2 …, by a data frame, or by years. Two numbers in a row are too few to decide. */
const areCounted = (fields: readonly string[], values: readonly number[]): boolean =>
  (fields.length > 1 && fields.every((field, at) => field === String(at))) ||
  (values.length > 2 && values.every((value, at) => Number.isSafeInteger(value) && value === values[0] + at));

/**
 * Whether the first line holds names.
 *
 * @throws FormatError when it can be read both ways: names that are whole numbers by step 1, such as 0 1 2 … or years, or numbers in
 * quotes; or when it has numbers among which one is missing or written in another way
 */
function isHeader(fields: readonly string[], line: number, content: string, reading: Reading): boolean {
  const numerals = fields.map((field) => withPoint(field, reading.decimal));
  const areNumbers = numerals.map((text) => NUMBER.test(text));
  const isData = areNumbers.every(Boolean);
  if (isData && !areCounted(fields, numerals.map(Number)) && !content.includes('"')) return false;
  if (!areNumbers.includes(true) && !fields.some(isBroken)) return true;
  if (!isData) checkReading(line, content, reading);
  throw new FormatError(
    `line ${line}`,
    "the option header (--header or --no-header), as this line can be the names of the columns or the first sample",
    show(content.slice(0, 60)),
  );
}

function numberOf(text: string): number | undefined {
  const value = NUMBER.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

function grown(data: Data, least: number): Data {
  const larger = allocate(Math.max(2 * data.length, least), data instanceof Float32Array ? "f32" : "f64");
  larger.set(data);
  return larger;
}
