import { FormatError, ValueError } from "@espalier/tensor";
import { isBrain, readBrain, writeBrain } from "../brain/brain.ts";
import { rootOf } from "@espalier/files/json-values";
import { readSkops } from "../skops/index.ts";
import { textOf } from "@espalier/files/bytes";
import { isTfjs, readTfjs, tfjsShards } from "../tfjs/read.ts";
import { refuseAlone, writeTfjs } from "../tfjs/write.ts";
import { readJson, writeJson } from "../json/index.ts";
import type { NetworkFile } from "@espalier/files";
import type { OutputChoice } from "@espalier/onnx";
import { externalFiles, readOnnx, writeOnnx, writeOnnxWithData } from "@espalier/onnx";
import { readPytorch } from "../pytorch/index.ts";
import { readSafetensors, writeSafetensors } from "../safetensors/index.ts";
import { readSparse, writeSparse } from "../sparse-file/index.ts";
import { toDense, toSparse } from "@espalier/network/sparse";
import type { Format } from "./choose.ts";

/** What a file of weights alone does not tell; see `ReadSafetensorsOptions`. */
export interface Untold {
  /** One for all layers but the last, or one for each. */
  readonly activations?: string | readonly string[];
  /** The names of the layers, in the order in which they are applied. */
  readonly order?: readonly string[];
  /** The outputs that count, of a file with several; see `ReadOnnxOptions`. */
  readonly outputs?: readonly OutputChoice[];
  /** The files that the network's file needs beside it, by the names that `besides` told. */
  readonly besides?: Readonly<Record<string, Uint8Array>>;
}

/** A file format of networks. */
export interface NetworkFormat extends Format {
  /** The names of the files beside it that a file needs to be read; none unless the format has this. */
  readonly besides?: (bytes: Uint8Array) => readonly string[];
  /** @throws InputError naming the place */
  readonly read: (bytes: Uint8Array, untold?: Untold) => NetworkFile;
  /** The bytes of a file. */
  readonly write: (file: NetworkFile) => Uint8Array<ArrayBuffer>;
  /** How the names of results end where a network is read in this format, which is not written. */
  readonly writtenAs?: string;
  /**
   * Writes a network that came in several files as several files again: their bytes by their names, of which the first is the given one.
   * Where a format lacks this, or it returns nothing, `write` makes the one file.
   */
  readonly writeAll?: (
    file: NetworkFile,
    name: string,
  ) => ReadonlyMap<string, Uint8Array<ArrayBuffer>> | undefined;
}

/** Every format of networks. */
// prettier-ignore
export const networkFormats: readonly NetworkFormat[] = [
  { name: "safetensors", endings: [".safetensors"], read: readSafetensors,            write: writeSafetensors },
  { name: "onnx",        endings: [".onnx"],        read: readOnnxFile,               write: writeOnnx, besides: externalFiles, writeAll: writeOnnxFiles },
  { name: "pytorch",     endings: [".pt", ".pth", ".ckpt"], read: readPytorch, write: refusePytorch, writtenAs: ".safetensors" },
  { name: "json",        endings: [".json"],        read: readAnyJson,                write: writeAnyJson, besides: jsonBesides, writeAll: writeJsonFiles },
  { name: "espalier-json", endings: [],             read: (bytes) => readJson(bytes), write: writeJson },
  { name: "tfjs",        endings: [],               read: readTfjsFile,               write: refuseAlone, besides: tfjsShards, writeAll: writeTfjsFiles },
  { name: "brain",       endings: [],               read: (bytes) => readBrain(bytes), write: writeBrain },
  { name: "skops",       endings: [".skops"],       read: (bytes) => readSkops(bytes), write: () => refuseToWrite("skops"), writtenAs: ".onnx" },
  { name: "keras",       endings: [".keras", ".h5", ".hdf5"], read: refuseKeras,      write: () => refuseToWrite("keras"), writtenAs: ".onnx" },
  { name: "sparse",      endings: [".sparse"],      read: readSparseFile,             write: writeSparseFile  },
];

function readOnnxFile(bytes: Uint8Array, { besides, outputs }: Untold = {}): NetworkFile {
  return readOnnx(bytes, {
    ...(besides === undefined ? {} : { externalData: besides }),
    ...(outputs === undefined ? {} : { outputs }),
  });
}

/** Large tensors go beside the model if they came from there. */
function writeOnnxFiles(
  file: NetworkFile,
  name: string,
): ReadonlyMap<string, Uint8Array<ArrayBuffer>> | undefined {
  if (file.onnx?.externalData !== true) return undefined;
  const beside = `${name}.data`;
  const { model, data } = writeOnnxWithData(file, beside);
  return data === undefined
    ? undefined
    : new Map([
        [name, model],
        [beside, data],
      ]);
}

/** A pickle is a program, and only PyTorch itself should write one. */
function refusePytorch(): never {
  return refuseToWrite("pytorch");
}

function refuseToWrite(name: string): never {
  throw new ValueError(name, "another format to write, such as onnx or safetensors", name);
}

/** HDF5 takes a library of a megabyte to read; Keras itself writes what is read here. */
function refuseKeras(): never {
  throw new FormatError(
    "keras",
    'an ONNX file, by model.export("model.onnx", format="onnx"), or a TensorFlow.js model (docs/from-keras.md)',
    "a file of Keras",
  );
}

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
  const { json, shard } = writeTfjs(file, beside);
  return new Map([
    [name, json],
    [beside, shard],
  ]);
}

/** What is written without its zeros has them again. */
function readSparseFile(bytes: Uint8Array): NetworkFile {
  const sparse = readSparse(bytes);
  const network = toDense(sparse);
  return sparse.head === undefined ? { network } : { network, head: sparse.head };
}

function writeSparseFile({ network, head }: NetworkFile): Uint8Array<ArrayBuffer> {
  const sparse = toSparse(network);
  return writeSparse(head === undefined ? sparse : { ...sparse, head });
}
