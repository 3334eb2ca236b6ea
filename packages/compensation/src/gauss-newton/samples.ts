import { CHUNK } from "@espalier/network";
import { allocate, dtypeOf, rows } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { NumberedChunk } from "./local-batch.ts";
import { choose } from "./relevant.ts";

/**
 * A batch of samples, {@link CHUNK} at a time.
 *
 * @param inputs X [n, d_0]
 * @param reference y⁰ [n, M], with which the outputs are compared
 * @param columns of the inputs that are read
 */
export function chunksOf(inputs: Tensor, reference: Tensor, columns: Uint32Array): NumberedChunk[] {
  const [N, width] = inputs.shape;
  const result: NumberedChunk[] = [];
  for (let from = 0; from < N; from += CHUNK) {
    const to = Math.min(from + CHUNK, N);
    const own = Uint32Array.from({ length: to - from }, (_, n) => from + n);
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
