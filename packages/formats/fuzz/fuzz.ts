import { FormatError, InputError, seededRandom } from "@espalier/tensor";
import { damaged } from "./mutate.ts";
import type { Reader } from "./readers.ts";

/** How a reader took some damaged files. */
export interface Outcome {
  readonly cases: number;
  /** Files that were read: the damage left something valid, and that came back the same when written and read again. */
  readonly read: number;
  /** Files that were refused with a typed error. */
  readonly refused: number;
  readonly findings: readonly Finding[];
}

/** A file that a reader did not take as it should. */
export interface Finding {
  /** The number of the case: it alone says what the file is. */
  readonly seed: number;
  readonly file: Uint8Array;
  readonly error: unknown;
}

/** The damaged file of a case. */
export function caseOf({ damage = damaged }: Reader, files: readonly Uint8Array[], seed: number): Uint8Array {
  const random = seededRandom(seed);
  return damage(files[Math.floor(random() * files.length)], random);
}

/**
 * Reads the damaged files of the cases `from` … `from + cases − 1`.
 *
 * @param watch called around each file with what reading it does, to measure it
 */
export function fuzz(
  reader: Reader,
  from: number,
  cases: number,
  watch: (read: () => unknown, file: Uint8Array, seed: number) => unknown = (read) => read(),
): Outcome {
  const files = reader.files();
  const findings: Finding[] = [];
  let [read, refused] = [0, 0];
  for (let seed = from; seed < from + cases; seed++) {
    const file = caseOf(reader, files, seed);
    try {
      reader.again(watch(() => reader.read(file), file, seed));
      read++;
    } catch (error) {
      // A file of JSON may hold layers that do not fit each other, which is not a matter of its format.
      const typed = error instanceof FormatError || (reader.name === "json" && error instanceof InputError);
      if (typed) refused++;
      else findings.push({ seed, file, error });
    }
  }
  return { cases, read, refused, findings };
}
