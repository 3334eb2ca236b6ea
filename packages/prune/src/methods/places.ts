import { cloneNetwork } from "@espalier/network";
import type { Network } from "@espalier/network";

/** Where the weights and the biases of each layer begin in θ; layers that use one matrix share its weights. */
export interface Places {
  readonly weights: readonly number[];
  readonly biases: readonly number[];
  readonly size: number;
}

/** The places of the parameters of a network. */
export function placesOf({ layers }: Network): Places {
  let size = 0;
  const [weights, biases]: [number[], number[]] = [[], []];
  for (const { weight, bias, tied } of layers) {
    weights.push(tied === undefined ? size : weights[tied]);
    if (tied === undefined) size += weight.data.length;
    biases.push(size);
    size += bias.data.length;
  }
  return { weights, biases, size };
}

/** θ of a network. */
export function gather({ layers }: Network, { weights, biases, size }: Places): Float64Array {
  const theta = new Float64Array(size);
  for (const [k, { weight, bias }] of layers.entries()) {
    theta.set(weight.data, weights[k]);
    theta.set(bias.data, biases[k]);
  }
  return theta;
}

/** The network with another θ. */
export function scatter(network: Network, { weights, biases }: Places, theta: Float64Array): Network {
  const result = cloneNetwork(network);
  for (const [k, { weight, bias }] of result.layers.entries()) {
    weight.data.set(theta.subarray(weights[k], weights[k] + weight.data.length));
    bias.data.set(theta.subarray(biases[k], biases[k] + bias.data.length));
  }
  return result;
}

/** 1 for each entry of θ that is a weight, 0 for each bias. */
export function weightsAmong({ layers }: Network, { weights, size }: Places): Uint8Array {
  const result = new Uint8Array(size);
  for (const [k, { weight }] of layers.entries()) result.fill(1, weights[k], weights[k] + weight.data.length);
  return result;
}
