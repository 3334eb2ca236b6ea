import { chunks, layerInputs, mergeMoments, noMoments, unweightedMoments } from "@espalier/prune";
import type { LayerScores, Network } from "@espalier/prune";
import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Compensation } from "./results.ts";

/** The compensations of a network's weights, layer by layer, that any ranking may be crossed with. */
export function compensationsOf(
  network: Network,
  inputs: Tensor,
  proposed: readonly LayerScores[],
): readonly (readonly [Compensation, readonly Tensor[]])[] {
  return [
    ["none", network.layers.map(({ weight }) => zeros(weight.shape))],
    ["mean", meanCompensation(network, inputs)],
    ["sensitivity", proposed.map(({ compensation }) => compensation)],
  ];
}

/** δ_ij = W_ij E[x_j], which keeps the mean of the signal. */
function meanCompensation(network: Network, inputs: Tensor): Tensor[] {
  let moments = network.layers.map(({ weight }) => noMoments(1, weight.shape[1]));
  for (const [X] of chunks(inputs)) {
    const received = layerInputs(network, X);
    moments = moments.map((sofar, k) => mergeMoments(sofar, unweightedMoments(received[k])));
  }
  return network.layers.map(({ weight: { shape, data } }, k) => {
    const compensation = zeros(shape);
    const mean = moments[k].mean.data;
    for (let ij = 0; ij < data.length; ij++) compensation.data[ij] = data[ij] * mean[ij % mean.length];
    return compensation;
  });
}
