import { ShapeError, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { checkNetwork, forward, sizesOf } from "./network.ts";
import type { Network } from "./network.ts";
import { checkInputs, chunks } from "./samples.ts";

/** How far the outputs of a network b are from those of a network a, on some inputs. */
export interface OutputDifference {
  /** N, the number of samples. */
  readonly samples: number;
  /** E‖b − a‖² */
  readonly meanSquare: number;
  /** √(E‖b − a‖² / E‖a‖²): 0 if there is no difference, and Infinity if a is 0 throughout and b is not. */
  readonly relative: number;
  /** max_n |b_m − a_m| of each output, [m] */
  readonly largest: Tensor;
  /** E|b_m − a_m| of each output, [m] */
  readonly mean: Tensor;
}

/**
 * Compares the outputs of two networks on some inputs.
 *
 * @param inputs [n, d_0]
 * @throws ShapeError, ValueError when a network or the inputs are not valid, or the networks differ in their number of
 * inputs or outputs
 */
export function compareOutputs(a: Network, b: Network, inputs: Tensor): OutputDifference {
  checkNetwork("compareOutputs: a", a);
  return compareWith(outputsOf("compareOutputs", a, inputs), b);
}

/**
 * {@link compareOutputs} of many networks with one, whose outputs are computed once.
 *
 * @param inputs [n, d_0]
 * @throws ShapeError, ValueError when the network or the inputs do not fit; the result throws when a second network does not
 */
export function outputComparison(a: Network, inputs: Tensor): (b: Network) => OutputDifference {
  checkNetwork("outputComparison: a", a);
  const known = outputsOf("outputComparison", a, inputs);
  return (b) => compareWith(known, b);
}

/** The outputs of a network on some inputs, chunk by chunk. */
export interface Outputs {
  readonly network: Network;
  readonly chunks: readonly { readonly inputs: Tensor; readonly outputs: Tensor }[];
  /** E‖NN(x)‖² */
  readonly meanSquare: number;
  /** N, the number of samples. */
  readonly samples: number;
}

/** The outputs that others are compared with. */
export function outputsOf(who: string, network: Network, inputs: Tensor): Outputs {
  checkInputs(who, network, inputs);
  const [samples] = inputs.shape;
  let total = 0;
  const found = Array.from(chunks(inputs), ([X]) => {
    const outputs = forward(network, X);
    for (const y of outputs.data) total += y * y;
    return { inputs: X, outputs };
  });
  return { network, chunks: found, meanSquare: total / samples, samples };
}

/** {@link compareOutputs}, where the outputs of a are known. */
export function compareWith(
  { network: a, chunks: known, meanSquare, samples }: Outputs,
  b: Network,
): OutputDifference {
  checkSameEnds("compareOutputs", a, b);
  const M = sizesOf(b).at(-1) ?? 0;
  const [largest, mean] = [zeros([M]), zeros([M])];
  let total = 0;
  for (const { inputs, outputs } of known) {
    const difference = differenceOf(forward(b, inputs), outputs);
    let ofChunk = 0; // summed by itself, so that the rounding error does not grow with the samples
    for (const [at, d] of difference.entries()) {
      const m = at % M;
      largest.data[m] = Math.max(largest.data[m], d); // a NaN remains
      mean.data[m] += d / samples;
      ofChunk += d * d;
    }
    total += ofChunk;
  }
  const change = total / samples;
  return { samples, meanSquare: change, relative: relativeTo(meanSquare, change), largest, mean };
}

/** √(E‖b − a‖² / E‖a‖²) */
export const relativeTo = (meanSquare: number, change: number): number =>
  change === 0 ? 0 : Math.sqrt(change / meanSquare);

/** |b − a|, in double precision for any networks. */
const differenceOf = ({ data: b }: Tensor, { data: a }: Tensor): Float64Array =>
  Float64Array.from(b, (value, at) => Math.abs(value - a[at]));

function checkSameEnds(who: string, a: Network, b: Network): void {
  checkNetwork(`${who}: b`, b);
  const [expected, received] = [a, b].map((network) => {
    const sizes = sizesOf(network);
    return `${sizes[0]} inputs and ${sizes.at(-1)} outputs`;
  });
  if (expected !== received) throw new ShapeError(who, `a second network of ${expected}`, received);
}
