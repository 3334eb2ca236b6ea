import { readCsv } from "@espalier/prune/csv";
import { readIdx } from "@espalier/prune/idx";
import { readNpy } from "@espalier/prune/npy";
import { readNpz } from "@espalier/prune/npz";
import { FormatError, tensor } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import type { Format } from "./choose.ts";

/** A file format of samples. */
export interface DataFormat extends Format {
  /** @param array which one of those that the file holds, where it can hold several */
  read(bytes: Uint8Array, array?: string): Tensor;
}

// prettier-ignore
export const dataFormats: readonly DataFormat[] = [
  { name: "npy",  endings: [".npy"],            read: (bytes) => readNpy(bytes)                             },
  { name: "npz",  endings: [".npz"],            read: readArray                                             },
  { name: "csv",  endings: [".csv"],            read: (bytes) => readCsv(bytes).values                      },
  { name: "tsv",  endings: [".tsv"],            read: (bytes) => readCsv(bytes, { separator: "\t" }).values },
  { name: "idx",  endings: [".idx", "-ubyte"],  read: (bytes) => readIdx(bytes)                             },
  { name: "json", endings: [".json"],           read: readRows                                              },
];

/** One array of an archive: the one that is named, or the only one. */
function readArray(bytes: Uint8Array, name?: string): Tensor {
  const arrays = readNpz(bytes);
  const names = [...arrays.keys()];
  const chosen = arrays.get(name ?? (names.length === 1 ? names[0] : ""));
  if (chosen !== undefined) return chosen;
  throw new FormatError("npz", `--array, one of ${names.join(", ") || "none"}`, name ?? "none");
}

/** Rows of numbers: [[1, 2], [3, 4]]. */
function readRows(bytes: Uint8Array): Tensor {
  try {
    // tensor() refuses whatever is no nesting of numbers.
    return tensor(JSON.parse(new TextDecoder().decode(bytes)) as Nested);
  } catch (error) {
    if (error instanceof SyntaxError) throw new FormatError("data", "JSON", error.message);
    throw error;
  }
}
