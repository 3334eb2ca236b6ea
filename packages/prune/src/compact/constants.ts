import { apply, ops } from "@espalier/autodiff";
import { allocate, dtypeOf, wrap } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import { activate } from "../network/activation.ts";
import type { Layer, Network } from "../network/network.ts";

/** The part of a layer that is the same for all inputs of the network. */
export interface Constants {
  /** For each neuron, whether it is constant. */
  readonly isConstant: readonly boolean[];
  /** s_i of the constant neurons, 0 elsewhere. */
  readonly signal: Data;
  /** σ(s_i) of the constant neurons, 0 elsewhere. */
  readonly value: Data;
}

/**
 * The constant neurons of each layer: those that read nothing but constant neurons, and so those whose row is all zeros. The
 * inputs of the network are not constant.
 *
 * A layer runs as in `forward`, on the constants before it and on 0 in place of everything else. A constant neuron does not read
 * the replaced values, and a term of 0 changes no sum. So its signal and its value have the same bits as in the network, for any
 * input.
 */
export function constantsOf({ layers }: Network): Constants[] {
  const found: Constants[] = [];
  let before = noConstants(layers[0]);
  for (const layer of layers) found.push((before = constantsAfter(before, layer)));
  return found;
}

function noConstants({ weight }: Layer): Constants {
  const [, J] = weight.shape;
  const zeros = allocate(J, dtypeOf(weight));
  return { isConstant: Array.from({ length: J }, () => false), signal: zeros, value: zeros };
}

function constantsAfter(before: Constants, { weight, bias, activation }: Layer): Constants {
  const isConstant = rowsOf(weight).map((row) => row.every((W_ij, j) => W_ij === 0 || before.isConstant[j]));
  const X = wrap([1, before.value.length], before.value);
  const S = apply(ops.affine, { X, W: weight, b: bias });
  const only = ({ data }: Tensor): Data => data.map((value, i) => (isConstant[i] ? value : 0));
  return { isConstant, signal: only(S), value: only(activate(activation, S)) };
}

/** The rows of a weight, as views of it. */
export const rowsOf = ({ shape: [I, J], data }: Tensor): Data[] =>
  Array.from({ length: I }, (_, i) => data.subarray(i * J, (i + 1) * J));
