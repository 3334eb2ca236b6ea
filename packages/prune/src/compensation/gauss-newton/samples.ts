import { allocate, dtypeOf, takeRows } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { CHUNK } from "../../network/samples.ts";
import type { Chunk } from "./chunk-sums.ts";
import { choose } from "./relevant.ts";

/**
 * Some rows of the samples, {@link CHUNK} at a time.
 *
 * @param columns of the inputs X [n, d_0] that are read
 */
export function chunksOf(
  { inputs, reference }: { readonly inputs: Tensor; readonly reference: Tensor },
  rows: Uint32Array,
  columns: Uint32Array,
): Chunk[] {
  const width = inputs.shape[1];
  const chunks: Chunk[] = [];
  for (let from = 0; from < rows.length; from += CHUNK) {
    const own = rows.subarray(from, from + CHUNK);
    const place = allocate(own.length * columns.length, dtypeOf(inputs));
    chunks.push({
      inputs: {
        shape: [own.length, columns.length],
        data: choose(inputs.data, place, width, own, columns),
      },
      reference: takeRows(reference, own),
    });
  }
  return chunks;
}
