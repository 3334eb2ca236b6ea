import { FormatError, InputError, ShapeError, ValueError } from "@espalier/tensor";
import { nameOf } from "./read.ts";

/** Does something with what a file holds; an error then names the file too. */
export function about<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const Kind = [FormatError, ShapeError, ValueError].find((kind) => error instanceof kind) ?? InputError;
    throw new Kind(`${nameOf(path)}: ${error.who}`, error.expected, error.received);
  }
}
