import { FormatError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { readNpz } from "@espalier/files/npz";
import type { DataFormat } from "../data-format.ts";

export const npz: DataFormat = { name: "npz", endings: [".npz"], read: readArray };

/** One array of an archive: the one that is named, or the only one. */
function readArray(bytes: Uint8Array, name?: string): Tensor {
  const arrays = readNpz(bytes);
  const names = [...arrays.keys()];
  const chosen = arrays.get(name ?? (names.length === 1 ? names[0] : ""));
  if (chosen !== undefined) return chosen;
  throw new FormatError("npz", `the name of an array, one of ${names.join(", ") || "none"}`, name ?? "none");
}
