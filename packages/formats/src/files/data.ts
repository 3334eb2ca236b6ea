import { FormatError, tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { readCsv } from "@espalier/files/csv";
import type { ReadCsvOptions } from "@espalier/files/csv";
import { readIdx } from "@espalier/files/idx";
import { readNpy } from "@espalier/files/npy";
import { readNpz } from "@espalier/files/npz";
import { matrix, numbers, rootOf } from "@espalier/files/json-values";
import { textOf } from "@espalier/files/bytes";
import type { Format } from "./choose.ts";

/** A file format of samples. */
export interface DataFormat extends Format {
  /**
   * @param table how a table is read
   * @param array which one of those that the file holds, where it can hold several
   * @throws InputError naming the place
   */
  readonly read: (bytes: Uint8Array, array?: string, table?: ReadCsvOptions) => Tensor;
}

/** Every format of samples. */
// prettier-ignore
export const dataFormats: readonly DataFormat[] = [
  { name: "npy",  endings: [".npy"],            read: (bytes) => readNpy(bytes)                             },
  { name: "npz",  endings: [".npz"],            read: readArray                                             },
  { name: "csv",  endings: [".csv"],            read: (bytes, _, table) => readCsv(bytes, table).values },
  { name: "tsv",  endings: [".tsv"],            read: (bytes, _, table) => readCsv(bytes, { separator: "\t", ...table }).values },
  { name: "idx",  endings: [".idx", "-ubyte"],  read: (bytes) => readIdx(bytes)                             },
  { name: "json", endings: [".json"],           read: readRows                                              },
];

/** One array of an archive: the one that is named, or the only one. */
function readArray(bytes: Uint8Array, name?: string): Tensor {
  const arrays = readNpz(bytes);
  const names = [...arrays.keys()];
  const chosen = arrays.get(name ?? (names.length === 1 ? names[0] : ""));
  if (chosen !== undefined) return chosen;
  throw new FormatError("npz", `the name of an array, one of ${names.join(", ") || "none"}`, name ?? "none");
}

/** Rows of numbers, [[1, 2], [3, 4]], or a list of them. */
function readRows(bytes: Uint8Array): Tensor {
  const root = rootOf("data", textOf("data", bytes));
  const isList = Array.isArray(root) && typeof root[0] === "number";
  return tensor(isList ? numbers("data", root, root.length) : matrix("data", root));
}
