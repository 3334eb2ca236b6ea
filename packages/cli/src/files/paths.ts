import { STANDARD } from "./read.ts";

/** model.onnx and `pruned` make model.pruned.onnx. */
export function beside(path: string, word: string, ending?: string): string {
  const at = /\.[^./\\]+$/.exec(path)?.index ?? path.length;
  return `${path.slice(0, at)}.${word}${ending ?? path.slice(at)}`;
}

/** Where a result goes, unless told otherwise: beside its network, and from standard input to standard output. */
export const resultPath = (network: string, word: string): string =>
  network === STANDARD ? STANDARD : beside(network.replace(/\.gz$/, ""), word);
