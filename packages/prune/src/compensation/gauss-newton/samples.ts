import { allocate, copyIn, dtypeOf, kernels, rows, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { forward, mapParameters, outputWidth } from "../../network/network.ts";
import type { Network } from "../../network/network.ts";
import { CHUNK, chunks } from "../../network/samples.ts";
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

/** The outputs of a network for many samples, [n, M], a chunk at a time in an arena of the kernels. */
export function outputsFor(network: Network, X: Tensor): Tensor {
  const result = zeros([X.shape[0], outputWidth(network)], dtypeOf(network.layers[0].weight));
  const arena = kernels().arena();
  try {
    const own = mapParameters(network, (parameter) => copyIn(arena, parameter));
    let at = 0;
    for (const [each] of chunks(X)) {
      const { data } = forward(own, each);
      result.data.set(data, at);
      at += data.length;
    }
  } finally {
    arena.release();
  }
  return result;
}
