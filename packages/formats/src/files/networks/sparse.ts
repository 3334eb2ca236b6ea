import type { NetworkFile } from "@espalier/files";
import { toDense, toSparse } from "@espalier/network/sparse";
import { readSparse, writeSparse } from "../../sparse-file/index.ts";
import type { NetworkFormat } from "../network-format.ts";

export const sparse: NetworkFormat = {
  name: "sparse",
  endings: [".sparse"],
  read: readSparseFile,
  write: writeSparseFile,
};

/** A file stores a network without its zeros; the reader restores them. */
function readSparseFile(bytes: Uint8Array): NetworkFile {
  const stored = readSparse(bytes);
  const network = toDense(stored);
  return stored.head === undefined ? { network } : { network, head: stored.head };
}

function writeSparseFile({ network, head }: NetworkFile): Uint8Array<ArrayBuffer> {
  const stored = toSparse(network);
  return writeSparse(head === undefined ? stored : { ...stored, head });
}
