import { allocate, commonDtype, FormatError, ShapeError, showShape } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { GraphInput } from "@espalier/network";
import { readNpz } from "@espalier/files/npz";
import { flattenRows } from "@espalier/files/npy";

/**
 * The inputs of a network with several, from an .npz archive that has an array for each under its name: their columns side by side, in the
 * network's order.
 *
 * @throws FormatError when an input has no array; ShapeError when an array has other columns than the input, or other rows than the first
 */
export function readInputsByName(bytes: Uint8Array, inputs: readonly GraphInput[]): Tensor {
  const arrays = readNpz(bytes);
  const parts = inputs.map(({ name, width }) => {
    const array = arrays.get(name);
    if (array === undefined)
      throw new FormatError(
        "npz",
        `an array for each input, ${inputs.map((each) => JSON.stringify(each.name)).join(", ")}`,
        [...arrays.keys()].map((each) => JSON.stringify(each)).join(", ") || "none",
      );
    const rows = flattenRows(array);
    if (rows.shape[1] !== width)
      throw new ShapeError("npz", `samples of ${width} numbers in ${name}`, showShape(array.shape));
    return { name, width, rows };
  });
  const [N] = parts[0].rows.shape;
  const total = parts.reduce((sum, { width }) => sum + width, 0);
  const data = allocate(N * total, commonDtype(...parts.map(({ rows }) => rows)));
  let start = 0;
  for (const { name, width, rows } of parts) {
    if (rows.shape[0] !== N)
      throw new ShapeError("npz", `${N} samples in ${name}, as in ${parts[0].name}`, `${rows.shape[0]}`);
    for (let n = 0; n < N; n++) data.set(rows.data.subarray(n * width, (n + 1) * width), n * total + start);
    start += width;
  }
  return { shape: [N, total], data };
}
