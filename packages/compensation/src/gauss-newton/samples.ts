import { CHUNK } from "@espalier/network";
import type { Picked } from "../samples/sampler.ts";
import { allocate, dtypeOf, rows } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { NumberedChunk } from "./local-batch.ts";
import { choose } from "./relevant.ts";

/**
 * A batch of samples, {@link CHUNK} at a time.
 *
 * @param picked X [N, d_0], and which n of its rows are in the batch
 * @param reference y⁰ [n, M], with which the outputs are compared
 * @param columns of the inputs that are read
 */
export function chunksOf(
  { inputs, rows: picked }: Picked,
  reference: Tensor,
  columns: Uint32Array,
): NumberedChunk[] {
  const width = inputs.shape[1];
  const [N] = reference.shape;
  const result: NumberedChunk[] = [];
  for (let from = 0; from < N; from += CHUNK) {
    const to = Math.min(from + CHUNK, N);
    const own = picked?.subarray(from, to) ?? Uint32Array.from({ length: to - from }, (_, n) => from + n);
    const place = allocate(own.length * columns.length, dtypeOf(inputs));
    const y0 = rows(reference, from, to);
    result.push({
      at: result.length,
      inputs: {
        shape: [own.length, columns.length],
        data: choose(inputs.data, place, width, own, columns),
      },
      reference: { shape: y0.shape, data: y0.data.slice() },
    });
  }
  return result;
}
