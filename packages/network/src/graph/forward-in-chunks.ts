import { createWorkspace, isTraced } from "@espalier/autodiff";
import type { Apply, Value } from "@espalier/autodiff";
import { dtypeOf, kernels, rows, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Network } from "./graph.ts";
import { nodeParameters } from "./nodes.ts";
import { CHUNK } from "./chunk.ts";

/** From this number of samples on, chunks cost less than new memory for each value of a network. */
const LONG = 64;

/** Whether a batch is long enough for {@link forwardInChunks}, and no trace follows it or the network. */
export function isLong({ layers, graph }: Network<Value>, X: Value): X is Tensor {
  if (isTraced(X) || X.shape.length !== 2 || X.shape[0] < LONG) return false;
  const follows = layers.some(
    ({ weight, bias, activation }) =>
      isTraced(weight) || isTraced(bias) || (activation.kind === "prelu" && isTraced(activation.slope)),
  );
  return !follows && graph?.nodes.some((node) => nodeParameters(node).some(isTraced)) !== true;
}

/**
 * The outputs of a batch, a chunk of its rows at a time. The values of a chunk take the memory of those of the chunk before, which is still in a near
 * cache. Rows do not mix, so the bits are those of the whole batch.
 *
 * @param through computes the outputs of some rows
 */
export function forwardInChunks(X: Tensor, through: (rows: Tensor, apply: Apply) => Value): Tensor {
  const [N] = X.shape;
  const arena = kernels().arena();
  try {
    const { apply, restart } = createWorkspace(arena);
    let result: Tensor | undefined;
    for (let from = 0; from < N; from += CHUNK) {
      restart();
      // From tensors, a tensor.
      const Y = through(rows(X, from, Math.min(from + CHUNK, N)), apply) as Tensor;
      result ??= zeros([N, Y.shape[1]], dtypeOf(Y));
      result.data.set(Y.data, from * Y.shape[1]);
    }
    return result!; // of at least one chunk
  } finally {
    arena.release();
  }
}
