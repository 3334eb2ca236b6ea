import { FormatError } from "@espalier/tensor";
import type { NetworkFile } from "@espalier/files";
import { MOST_TEXT, textOf } from "@espalier/files/bytes";
import { rootOf } from "@espalier/files/json-values";
import { isBrain, readBrain, writeBrain } from "../../brain/brain.ts";
import { readJson, writeJson } from "../../json/index.ts";
import { isTfjs, readTfjs, tfjsShards } from "../../tfjs/read.ts";
import { refuseAlone, writeTfjs } from "../../tfjs/write.ts";
import type { NetworkFormat, Untold } from "../network-format.ts";

/** Any JSON: the file says of which program it is. */
export const json: NetworkFormat = {
  name: "json",
  endings: [".json"],
  mostBytes: MOST_TEXT,
  read: readAnyJson,
  write: writeAnyJson,
  besides: jsonBesides,
  writeAll: writeJsonFiles,
};

/** The same of one program each; only their names choose them. */
export const espalierJson: NetworkFormat = {
  name: "espalier-json",
  endings: [],
  mostBytes: MOST_TEXT,
  read: (bytes) => readJson(bytes),
  write: writeJson,
};
export const tfjs: NetworkFormat = {
  name: "tfjs",
  endings: [],
  mostBytes: MOST_TEXT,
  precision: "f32",
  read: readTfjsFile,
  write: refuseAlone,
  besides: tfjsShards,
  writeAll: writeTfjsFiles,
};
export const brain: NetworkFormat = {
  name: "brain",
  endings: [],
  mostBytes: MOST_TEXT,
  read: (bytes) => readBrain(bytes),
  write: writeBrain,
};

/** JSON of this package, of TensorFlow.js or of brain.js: the file says which. */
function readAnyJson(bytes: Uint8Array, untold: Untold = {}): NetworkFile {
  const root = rootOf("network", textOf("network", bytes));
  if (isTfjs(root)) return readTfjsFile(bytes, untold);
  if (isBrain(root)) return readBrain(bytes);
  if (typeof root === "object" && root !== null && "class_name" in root)
    throw new FormatError(
      "network",
      "a network with its weights",
      "the settings of a Keras model, without weights",
    );
  return readJson(bytes);
}

function readTfjsFile(bytes: Uint8Array, { besides = {} }: Untold = {}): NetworkFile {
  return readTfjs(bytes, besides);
}

function jsonBesides(bytes: Uint8Array): readonly string[] {
  return isTfjs(rootOf("network", textOf("network", bytes))) ? tfjsShards(bytes) : [];
}

/** In the form in which it came. */
function writeAnyJson(file: NetworkFile): Uint8Array<ArrayBuffer> {
  if (file.origin === "tfjs") return refuseAlone();
  return file.origin === "brain" ? writeBrain(file) : writeJson(file);
}

function writeJsonFiles(
  file: NetworkFile,
  name: string,
): ReadonlyMap<string, Uint8Array<ArrayBuffer>> | undefined {
  return file.origin === "tfjs" ? writeTfjsFiles(file, name) : undefined;
}

function writeTfjsFiles(file: NetworkFile, name: string): ReadonlyMap<string, Uint8Array<ArrayBuffer>> {
  const beside = `${name.replace(/\.json$/i, "")}.weights.bin`;
  const { json: description, shard } = writeTfjs(file, beside);
  return new Map([
    [name, description],
    [beside, shard],
  ]);
}
