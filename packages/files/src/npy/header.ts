import type { Shape } from "@espalier/tensor";
import { refuse } from "../bytes/refuse.ts";

/** What stands before the numbers. */
export interface NpyHeader {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: Shape;
  /** Where the numbers begin. */
  readonly start: number;
  /** Where the text of the header begins, for errors. */
  readonly at: number;
}

const MAGIC = "\x93NUMPY";

/** NumPy itself makes headers of some hundred bytes, and refuses to read more than this. */
const MOST_HEADER = 10_000;

/** As many as NumPy's arrays can have. */
const MOST_AXES = 64;

/**
 * Reads the header: a magic word, two bytes of version, the length of a text, and that text, a dictionary as Python writes it:
 *
 *     {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }
 *
 * @throws FormatError naming the byte and the field
 * @see NumPy, "numpy.lib.format": the NPY format
 */
export function readHeader(bytes: Uint8Array): NpyHeader {
  const magic = String.fromCharCode(...bytes.subarray(0, 6));
  if (magic !== MAGIC) refuse(0, "magic", JSON.stringify(MAGIC), JSON.stringify(magic));
  const [major, minor] = [bytes[6], bytes[7]];
  if (!(major >= 1 && major <= 3 && minor === 0))
    refuse(6, "version", "1.0, 2.0 or 3.0", `${major}.${minor}`);
  const at = major === 1 ? 10 : 12;
  if (bytes.length < at) refuse(8, "header length", `${at - 8} bytes`, `${bytes.length - 8}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, at);
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MOST_HEADER) refuse(8, "header length", `at most ${MOST_HEADER}`, `${length}`);
  if (length > bytes.length - at) refuse(at, "header", `${length} bytes`, `${bytes.length - at}`);
  // Any byte is a character of Latin-1, which version 1 means and which leaves the offsets as they are.
  const text = String.fromCharCode(...bytes.subarray(at, at + length));
  return { ...parse(text, at), start: at + length, at };
}

const SPACE = /[ \t\r\n]*/y;
const KEY = /'(descr|fortran_order|shape)'[ ]*:[ ]*/y;

/** What each key holds: a text, a truth, or a tuple of whole numbers. */
// prettier-ignore
const VALUES: Readonly<Record<string, RegExp>> = {
  descr:         /'([^'\\]*)'/y,
  fortran_order: /(True|False)/y,
  shape:         /\(((?:[ ]*[0-9]{1,15}L?[ ]*,)*(?:[ ]*[0-9]{1,15}L?)?[ ]*)\)/y,
};

function parse(text: string, offset: number): Pick<NpyHeader, "descr" | "fortranOrder" | "shape"> {
  let next = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = next;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    next = pattern.lastIndex;
    return match[1] ?? match[0];
  };
  const fail = (field: string, expected: string): never =>
    refuse(offset + next, field, expected, JSON.stringify(text.slice(next, next + 20)));
  const found = new Map<string, string>();

  take(SPACE);
  if (take(/\{/y) === undefined) fail("header", "a dictionary {…}");
  for (;;) {
    take(SPACE);
    if (take(/\}/y) !== undefined) break;
    const key = take(KEY) ?? fail("header", "'descr', 'fortran_order' or 'shape'");
    if (found.has(key)) fail(key, "it once");
    found.set(key, take(VALUES[key]) ?? fail(key, EXPECTED[key]));
    take(SPACE);
    if (take(/,/y) === undefined && text[next] !== "}") fail("header", "a comma or }");
  }
  take(SPACE);
  if (next < text.length) fail("header", "spaces and a line's end");
  const [descr, fortranOrder, shape] = ["descr", "fortran_order", "shape"].map(
    (key) => found.get(key) ?? fail("header", `the key '${key}'`),
  );
  const axes = shape.split(",").flatMap((axis) => (axis.trim() === "" ? [] : [Number.parseInt(axis, 10)]));
  if (axes.length > MOST_AXES) refuse(offset, "shape", `at most ${MOST_AXES} axes`, `${axes.length}`);
  return { descr, fortranOrder: fortranOrder === "True", shape: axes };
}

const EXPECTED: Readonly<Record<string, string>> = {
  descr: "the type of plain numbers, as '<f8'",
  fortran_order: "True or False",
  shape: "a tuple of whole numbers",
};
