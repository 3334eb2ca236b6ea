import { ValueError } from "@espalier/tensor";

/** What is known of every file format. */
export interface Format {
  /** The name of the format, as messages show it. */
  readonly name: string;
  /** How names of files end that are of this format. */
  readonly endings: readonly string[];
}

/**
 * The format of a file, by the end of its name.
 *
 * @throws ValueError when it ends in no known way
 */
export function formatOf<F extends Format>(path: string, formats: readonly F[]): F {
  const name = path.toLowerCase();
  const found = formats.find(({ endings }) => endings.some((ending) => name.endsWith(ending)));
  if (found !== undefined) return found;
  const endings = formats.flatMap((format) => format.endings).join(", ");
  throw new ValueError(path, `a name that ends in ${endings}`, "another");
}
