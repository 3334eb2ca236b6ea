import { copyIn, dtypeOf, kernels, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { forward, mapParameters, outputWidth } from "./network.ts";
import type { Network } from "./network.ts";
import { chunks } from "./samples.ts";

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
