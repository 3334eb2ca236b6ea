import { formatOf } from "@espalier/formats/files";
import type { Format } from "@espalier/formats/files";
import { ValueError } from "@espalier/tensor";
import { STANDARD, unpackedName } from "../files/paths.ts";

/**
 * The format that an option names, or else the one that the file's name ends in, without .gz.
 *
 * @throws ValueError when neither gives a format
 */
export function chooseFormat<F extends Format>(
  path: string,
  formats: readonly F[],
  option: string,
  name: string | undefined,
): F {
  const named = formats.find((format) => format.name === name);
  if (named !== undefined) return named;
  if (path === STANDARD) throw new ValueError("standard streams", option, "none");
  return formatOf(unpackedName(path), formats);
}

export const namesOf = (formats: readonly Format[]): string[] => formats.map(({ name }) => name);
