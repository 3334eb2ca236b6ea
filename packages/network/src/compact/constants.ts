import { apply } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { allocate, dtypeOf, wrap } from "@espalier/tensor";
import type { Data, DType, Tensor } from "@espalier/tensor";
import { activate } from "../activation/activation.ts";
import type { Layer, Network } from "../graph/network.ts";
import { kindOf, placeOf } from "../graph/nodes.ts";
import type { NodeOp } from "../graph/graph.ts";
import { graphOf, walk } from "../graph/walk.ts";

/** The columns of a value that are the same for all inputs of the network. */
export interface Constants {
  /** For each column, whether it is constant. */
  readonly isConstant: readonly boolean[];
  /** The constant columns, 0 elsewhere. */
  readonly value: Data;
}

/** The constants of a layer. */
export interface LayerConstants extends Constants {
  /** s_i of the constant neurons, 0 elsewhere. */
  readonly signal: Data;
}

/** The constants of a network. */
export interface NetworkConstants {
  /** Of each value, by its name. */
  readonly values: ReadonlyMap<string, Constants>;
  /** Of each layer. */
  readonly layers: readonly LayerConstants[];
}

/** Which columns of a node are constant, from those that it reads. */
type Rule = (from: readonly Constants[], width: number) => readonly boolean[];

const all: Rule = (from, width) =>
  Array.from({ length: width }, () => from.every(({ isConstant }) => isConstant.every(Boolean)));
const eachOf =
  (isConstant: (from: readonly Constants[], i: number) => boolean): Rule =>
  (from, width) =>
    Array.from({ length: width }, (_, i) => isConstant(from, i));
const everyColumn = eachOf((from, i) => from.every(({ isConstant }) => isConstant[i]));

// prettier-ignore
const rules: Readonly<Record<Exclude<NodeOp, "layer" | "slice">, Rule>> = {
  activation: everyColumn,
  add:        everyColumn,
  mul:        eachOf((from, i) => everyColumn(from, i + 1)[i] || from.some(({ isConstant, value }) => isConstant[i] && value[i] === 0)),
  max:        everyColumn,
  min:        everyColumn,
  concat:     (from) => from.flatMap(({ isConstant }) => isConstant),
  constant:   all,
  // A row is normalized by all of its columns.
  "layer-normalization": all,
  "rms-normalization":   all,
  softmax:               all,
};

/**
 * The constants of a network: neurons that read nothing but constants, and so those whose row is all zeros; and what nodes make of constants.
 * The inputs of the network are not constant.
 *
 * A node is computed as in `forward`, from the constants that it reads and from 0 in place of everything else. A constant neuron does not read
 * the replaced values, and a term of 0 changes no sum. So its signal and its value have the same bits as in the network, for any
 * input.
 */
export function constantsOf(network: Network): NetworkConstants {
  const graph = graphOf(network);
  const layers: LayerConstants[] = [];
  const values = new Map<string, Constants>();
  const place = placeOf(network.layers, 1, apply);
  const note = <C extends Constants>(name: string, constants: C): C => {
    values.set(name, constants);
    return constants;
  };
  walk<Constants, Tensor>(
    graph,
    ({ name, width }) => note(name, noConstants(width, dtypeOf(network.layers[0].weight))),
    (node, from) => {
      if (node.op === "layer") {
        layers.push(note(node.name, constantsAfter(from[0], network.layers[node.layer])));
        return layers[layers.length - 1];
      }
      const rows = from.map(({ value }) => wrap([1, value.length], value));
      const computed = kindOf(node.op).forward(node, rows, place) as Tensor; // from tensors, a tensor
      const isConstant =
        node.op === "slice"
          ? from[0].isConstant.slice(node.start, node.end)
          : rules[node.op](from, computed.shape[1]);
      return note(node.name, { isConstant, value: only(isConstant, computed) });
    },
  );
  return { values, layers };
}

const noConstants = (width: number, dtype: DType): Constants => ({
  isConstant: Array.from({ length: width }, () => false),
  value: allocate(width, dtype),
});

function constantsAfter(before: Constants, { weight, bias, activation }: Layer): LayerConstants {
  const isConstant = rowsOf(weight).map((row) => row.every((W_ij, j) => W_ij === 0 || before.isConstant[j]));
  const X = wrap([1, before.value.length], before.value);
  const S = apply(ops.affine, { X, W: weight, b: bias });
  return { isConstant, signal: only(isConstant, S), value: only(isConstant, activate(activation, S)) };
}

const only = (isConstant: readonly boolean[], { data }: Tensor): Data =>
  data.map((value, i) => (isConstant[i] ? value : 0));

/** The rows of a weight, as views of it. */
export const rowsOf = ({ shape: [I, J], data }: Tensor): Data[] =>
  Array.from({ length: I }, (_, i) => data.subarray(i * J, (i + 1) * J));
