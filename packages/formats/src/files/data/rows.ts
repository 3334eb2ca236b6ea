import { tensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { MOST_TEXT, textOf } from "@espalier/files/bytes";
import { matrix, numbers, rootOf } from "@espalier/files/json-values";
import type { DataFormat } from "../data-format.ts";

export const jsonRows: DataFormat = {
  name: "json",
  endings: [".json"],
  mostBytes: MOST_TEXT,
  read: readRows,
};

/** Rows of numbers, [[1, 2], [3, 4]], or a list of them. */
function readRows(bytes: Uint8Array): Tensor {
  const root = rootOf("data", textOf("data", bytes));
  const isList = Array.isArray(root) && typeof root[0] === "number";
  return tensor(isList ? numbers("data", root, root.length) : matrix("data", root));
}
