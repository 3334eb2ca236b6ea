import { FormatError, InputError, ShapeError, ValueError } from "@espalier/tensor";
import { nameOf, STANDARD } from "./paths.ts";

/** Works on the contents of a file. Errors name the file. */
export const about = <T>(path: string, read: () => T): T => naming(nameOf(path), read);

/** Makes the contents of a file. Errors name the file. */
export const aboutResult = <T>(path: string, make: () => T): T =>
  naming(path === STANDARD ? "standard output" : path, make);

function naming<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const Kind = [FormatError, ShapeError, ValueError].find((kind) => error instanceof kind) ?? InputError;
    throw new Kind(`${name}: ${error.who}`, error.expected, error.received);
  }
}
