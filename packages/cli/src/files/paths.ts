/** The standard streams, in place of a path. */
export const STANDARD = "-";

/** The name of an input in errors. */
export const nameOf = (path: string): string => (path === STANDARD ? "standard input" : path);

const PACKED = /\.gz$/i;

/** Whether a file is packed with gzip, by its name. */
export const isPacked = (path: string): boolean => PACKED.test(path);

/** A name without .gz; the ending before it gives the format. */
export const unpackedName = (path: string): string => path.replace(PACKED, "");

/** model.onnx and `pruned` make model.pruned.onnx; so does model.onnx.gz. */
export function beside(path: string, word: string, ending?: string): string {
  const name = unpackedName(path);
  const at = /\.[^./\\]+$/.exec(name)?.index ?? name.length;
  return `${name.slice(0, at)}.${word}${ending ?? name.slice(at)}`;
}

/**
 * The default path of a result: beside its network, or standard output if the network comes from standard input.
 *
 * @param ending where it is not that of the network
 */
export const resultPath = (network: string, word: string, ending?: string): string =>
  network === STANDARD ? STANDARD : beside(network, word, ending);
