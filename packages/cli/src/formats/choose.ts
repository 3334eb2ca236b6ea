import { ValueError } from "@espalier/tensor";
import { nameOf } from "../files/read.ts";

/** What is known of every file format. */
export interface Format {
  readonly name: string;
  /** How names of files end that are of this format. */
  readonly endings: readonly string[];
}

/**
 * The format that an option names, else the one that the file's name ends in; .gz is no ending.
 *
 * @param option that would name it, where there is one
 * @throws ValueError when neither says
 */
export function formatOf<F extends Format>(
  path: string,
  formats: readonly F[],
  option?: string,
  name?: string,
): F {
  const plain = path.toLowerCase().replace(/\.gz$/, "");
  const found = formats.find((format) =>
    name === undefined ? format.endings.some((ending) => plain.endsWith(ending)) : format.name === name,
  );
  if (found !== undefined) return found;
  const or = option === undefined ? "" : `, or ${option}`;
  const endings = formats.flatMap((format) => format.endings).join(", ");
  throw new ValueError(nameOf(path), `a name that ends in ${endings}${or}`, "another");
}

export const namesOf = (formats: readonly Format[]): string[] => formats.map(({ name }) => name);
