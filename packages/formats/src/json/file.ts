import { FormatError } from "@espalier/tensor";
import type { DType } from "@espalier/tensor";
import { checkNetwork, heads } from "@espalier/network";
import { precisionOf } from "@espalier/files";
import type { NetworkFile, Precision } from "@espalier/files";
import { fields, rootOf, show, jsonBytes } from "@espalier/files/json-values";
import { textOf } from "@espalier/files/bytes";
import { networkFromJson, networkToJson } from "./network-json.ts";

/** How to read a file of Espalier's own JSON. */
export interface ReadJsonOptions {
  /** The precision of the network; without it the one that the file names, or else f64. */
  readonly dtype?: DType;
}

/**
 * Reads a network from the bytes of its JSON, in UTF-8. Names and what only ONNX files say are not in there.
 *
 * Memory: the text, and what JSON.parse makes of it, some 40 times the bytes at most.
 *
 * @throws FormatError naming the place, as {@link networkFromJson} does
 * @throws ShapeError, ValueError when the layers do not fit each other, or a number does not fit the precision
 */
export function readJson(bytes: Uint8Array, { dtype }: ReadJsonOptions = {}): NetworkFile {
  const root = rootOf("network", textOf("network", bytes));
  const { precision, head } = fields("network", root);
  const written = oneOf("precision", precision, precisions);
  const applied = oneOf("head", head, heads);
  const network = networkFromJson(
    root,
    dtype ?? (written === undefined || written === "f64" ? "f64" : "f32"),
  );
  return {
    network,
    ...(dtype === undefined && written !== undefined ? { precision: written } : {}),
    ...(applied === undefined ? {} : { head: applied }),
  };
}

const precisions: readonly Precision[] = ["f64", "f32", "f16", "bf16"];

function oneOf<T extends string>(at: string, json: unknown, known: readonly T[]): T | undefined {
  if (json === undefined) return undefined;
  const found = known.find((each) => each === json);
  if (found === undefined) throw new FormatError(at, `one of ${known.join(", ")}`, show(json));
  return found;
}

/**
 * Writes a network as JSON, so that {@link readJson} gives the same bits, −0 included.
 *
 * @throws ShapeError, ValueError when the network is not valid
 */
export function writeJson(file: NetworkFile): Uint8Array<ArrayBuffer> {
  checkNetwork("writeJson", file.network);
  const { format, version, layers, graph } = networkToJson(file.network);
  const { head } = file;
  return jsonBytes({ format, version, precision: precisionOf(file), head, layers, graph });
}
