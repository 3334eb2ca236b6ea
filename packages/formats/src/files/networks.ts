import type { ActivationKind } from "@espalier/prune";
import { readJson, writeJson } from "../json/index.ts";
import type { NetworkFile } from "../network-file.ts";
import { readOnnx, writeOnnx } from "../onnx/index.ts";
import { readSafetensors, writeSafetensors } from "../safetensors/index.ts";
import { readSparse, writeSparse } from "../sparse-file/index.ts";
import { toDense, toSparse } from "@espalier/prune/sparse";
import type { Format } from "./choose.ts";

/** What a file of weights alone does not tell; see `ReadSafetensorsOptions`. */
export interface Untold {
  /** One for all layers but the last, or one for each. */
  readonly activations?: ActivationKind | readonly ActivationKind[];
  /** The names of the layers, in the order in which they are applied. */
  readonly order?: readonly string[];
}

/** A file format of networks. */
export interface NetworkFormat extends Format {
  /** @throws InputError naming the place */
  readonly read: (bytes: Uint8Array, untold?: Untold) => NetworkFile;
  readonly write: (file: NetworkFile) => Uint8Array<ArrayBuffer>;
}

// prettier-ignore
export const networkFormats: readonly NetworkFormat[] = [
  { name: "safetensors", endings: [".safetensors"], read: readSafetensors,            write: writeSafetensors },
  { name: "onnx",        endings: [".onnx"],        read: (bytes) => readOnnx(bytes), write: writeOnnx        },
  { name: "json",        endings: [".json"],        read: (bytes) => readJson(bytes), write: writeJson        },
  { name: "sparse",      endings: [".sparse"],      read: readSparseFile,             write: writeSparseFile  },
];

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
