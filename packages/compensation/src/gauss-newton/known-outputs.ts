import { dtypeOf, takeRows, takeRowsInto, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { CHUNK, outputWidth } from "@espalier/network";
import type { Network } from "@espalier/network";
import { outputsFor } from "@espalier/network/internal";

/**
 * The outputs of a network for samples of a set, [n, M], each computed when it is first wanted.
 *
 * @param inputs the set [N, d_0]
 * @returns a function of the numbers of the wanted samples, or of undefined for all
 */
export function knownOutputs(network: Network, inputs: Tensor): (rows: Uint32Array | undefined) => Tensor {
  const [N] = inputs.shape;
  const dtype = dtypeOf(network.layers[0].weight);
  let all: Tensor | undefined;
  let some: Tensor | undefined;
  const isKnown = new Uint8Array(N);

  const compute = (rows: Uint32Array, into: Tensor): void => {
    const M = outputWidth(network);
    for (let from = 0; from < rows.length; from += CHUNK) {
      const own = rows.subarray(from, from + CHUNK);
      const { data } = outputsFor(network, takeRows(inputs, own));
      for (const [n, row] of own.entries()) {
        into.data.set(data.subarray(n * M, (n + 1) * M), row * M);
        isKnown[row] = 1;
      }
    }
  };

  return (rows) => {
    if (rows === undefined) return (all ??= outputsFor(network, inputs));
    some ??= zeros([N, outputWidth(network)], dtype);
    compute(
      rows.filter((row) => isKnown[row] === 0),
      some,
    );
    return takeRowsInto(zeros([rows.length, outputWidth(network)], dtype), some, rows);
  };
}
