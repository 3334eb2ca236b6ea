import { ValueError } from "@espalier/tensor";
import { readJson, writeJson } from "../json/index.ts";
import type { NetworkFile } from "../network-file.ts";
import { externalFiles, readOnnx, writeOnnx, writeOnnxWithData } from "../onnx/index.ts";
import { readPytorch } from "../pytorch/index.ts";
import { readSafetensors, writeSafetensors } from "../safetensors/index.ts";
import { readSparse, writeSparse } from "../sparse-file/index.ts";
import { toDense, toSparse } from "@espalier/prune/sparse";
import type { Format } from "./choose.ts";

/** What a file of weights alone does not tell; see `ReadSafetensorsOptions`. */
export interface Untold {
  /** One for all layers but the last, or one for each. */
  readonly activations?: string | readonly string[];
  /** The names of the layers, in the order in which they are applied. */
  readonly order?: readonly string[];
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
  { name: "json",        endings: [".json"],        read: (bytes) => readJson(bytes), write: writeJson        },
  { name: "sparse",      endings: [".sparse"],      read: readSparseFile,             write: writeSparseFile  },
];

function readOnnxFile(bytes: Uint8Array, { besides }: Untold = {}): NetworkFile {
  return readOnnx(bytes, besides === undefined ? {} : { externalData: besides });
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
  throw new ValueError(
    "pytorch",
    "another format to write, such as safetensors, which PyTorch reads",
    "pytorch",
  );
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
