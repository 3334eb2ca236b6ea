/** The standard streams, in place of a path. */
export const STANDARD = "-";

/** What an error calls a path that is read. */
export const nameOf = (path: string): string => (path === STANDARD ? "standard input" : path);

const PACKED = /\.gz$/i;

/** Whether a file is packed by gzip, by its name. */
export const isPacked = (path: string): boolean => PACKED.test(path);

/** A name without the ending that says that it is packed: what is before it says the format. */
export const unpackedName = (path: string): string => path.replace(PACKED, "");

/** model.onnx and `pruned` make model.pruned.onnx; so does model.onnx.gz. */
export function beside(path: string, word: string, ending?: string): string {
  const name = unpackedName(path);
  const at = /\.[^./\\]+$/.exec(name)?.index ?? name.length;
  return `${name.slice(0, at)}.${word}${ending ?? name.slice(at)}`;
}

/** Where a result goes by default: beside its network, and from standard input to standard output. */
export const resultPath = (network: string, word: string): string =>
  network === STANDARD ? STANDARD : beside(network, word);
