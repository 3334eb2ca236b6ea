import { allocate, dtypeOf, ValueError, wrap } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import type { Activation } from "../activation/activation.ts";
import type { Layer } from "../graph/network.ts";
import { rowsOf } from "./constants.ts";
import type { Constants, LayerConstants } from "./constants.ts";

/** The constants that go to the biases; undefined before the first layer. */
export type Before = Pick<Constants, "value"> | undefined;

/**
 * A layer with some of its neurons, which read some of the neurons before it. The contribution of the constant ones before it is
 * added to its biases:
 *
 *     b_i ← b_i + Σ_{j constant} W_ij σ(s_j)        for a constant neuron b_i ← s_i
 *
 * summed in double precision, and rounded once.
 *
 * @throws ValueError when a bias becomes too large for its precision, naming it
 */
export function select(
  k: number,
  { weight, bias, activation }: Layer,
  neurons: readonly number[],
  inputs: readonly number[],
  { isConstant, signal }: LayerConstants,
  before: Before,
): Layer {
  const rows = rowsOf(weight);
  const W = matrix(weight, neurons.length, inputs.length);
  const b = allocate(neurons.length, dtypeOf(bias));
  for (const [at, i] of neurons.entries()) {
    for (const [to, j] of inputs.entries()) W.data[at * inputs.length + to] = isConstant[i] ? 0 : rows[i][j];
    b[at] = isConstant[i] ? signal[i] : bias.data[i] + fromConstants(rows[i], before);
    if (!Number.isFinite(b[at]))
      throw new ValueError(`compact: layer ${k}`, `bias ${i} and the constants in range`, String(b[at]));
  }
  return { weight: W, bias: wrap([neurons.length], b), activation: chosenActivation(activation, neurons) };
}

/** Σ W_ij σ(s_j) over the constant neurons before the layer; the value of all others is 0 here. */
function fromConstants(row: Data, before: Before): number {
  let sum = 0;
  if (before !== undefined) for (const [j, value] of before.value.entries()) sum += row[j] * value;
  return sum;
}

/** Zeros, in the precision of a weight. */
export const matrix = (like: Tensor, I: number, J: number): Tensor =>
  wrap([I, J], allocate(I * J, dtypeOf(like)));

/** σ of some of the neurons, which may have a slope each. */
export const chosenActivation = (activation: Activation, neurons: readonly number[]): Activation =>
  activation.kind === "prelu" ? { kind: "prelu", slope: slopesOf(activation.slope, neurons) } : activation;

function slopesOf(slope: Tensor, neurons: readonly number[]): Tensor {
  const isShared = slope.data.length === 1;
  const data = allocate(isShared ? 1 : neurons.length, dtypeOf(slope));
  for (let at = 0; at < data.length; at++) data[at] = slope.data[isShared ? 0 : neurons[at]];
  return wrap([data.length], data);
}
