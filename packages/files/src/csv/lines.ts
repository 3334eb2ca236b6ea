import { FormatError } from "@espalier/tensor";
import { checkBytes } from "../bytes/read-bytes.ts";
import { textOf } from "../bytes/text.ts";

/** A line that is not empty. */
interface Line {
  /** Its number, from 1 on; empty lines count. */
  readonly line: number;
  readonly content: string;
}

/**
 * The lines that are not empty. A byte order mark at the start is not part of the text.
 *
 * @param most about this many bytes are decoded together, always whole lines
 * @throws FormatError when the bytes are not UTF-8, or there is a \r within a line: no name has one
 */
export function* linesOf(bytes: Uint8Array, most: number = 2 ** 23): Generator<Line> {
  checkBytes("csv", bytes);
  let line = 1;
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, from + most - 1);
    const to = end < 0 ? bytes.length : end + 1;
    const text = textOf("csv", bytes.subarray(from, to), from);
    let next = from === 0 && text.startsWith("\uFEFF") ? 1 : 0;
    for (; next < text.length; line++) {
      const newline = text.indexOf("\n", next);
      let stop = newline < 0 ? text.length : newline;
      while (stop > next && text[stop - 1] === "\r") stop--;
      const content = text.slice(next, stop);
      if (content.includes("\r"))
        throw new FormatError(`line ${line}`, "lines that end in \\n or \\r\\n", "a \\r within the line");
      if (content.trim() !== "") yield { line, content };
      next = newline < 0 ? text.length : newline + 1;
    }
    from = to;
  }
}

const NEWLINE = 10;
