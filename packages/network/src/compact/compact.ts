import { ValueError } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { checkOptions, show } from "../calls/options.ts";
import { checkNetwork } from "../graph/network.ts";
import type { Network } from "../graph/network.ts";
import { graphOf } from "../graph/walk.ts";
import { columnsOf } from "./columns.ts";
import type { Columns } from "./columns.ts";
import { constantsOf, rowsOf } from "./constants.ts";
import type { NetworkConstants } from "./constants.ts";
import { rebuild } from "./rebuild.ts";
import { changeOf } from "./report.ts";
import type { LayerChange } from "./report.ts";

/** Options of `compact`. */
export interface CompactOptions {
  /**
   * Whether to remove inputs that no neuron reads. The smaller network then takes only the columns `inputs` of the samples.
   * By default false.
   */
  readonly dropInputs?: boolean | undefined;
}

/** A network with fewer neurons, and what became of the original one. */
export interface Compacted {
  /** The smaller network. */
  readonly network: Network;
  /** The inputs that the smaller network takes, by their index before: all of them unless `dropInputs`. */
  readonly inputs: readonly number[];
  /** One for each layer of the original network. */
  readonly layers: readonly LayerChange[];
  /** Whether the outputs have the same bits as before; otherwise they differ by at most 2 {@link roundingBound}. */
  readonly isExact: boolean;
}

/**
 * The same function of its inputs as a network with fewer neurons. It leaves out what a pruned network does not need:
 *
 * - a neuron without inputs (each weight of its row is zero, or reads a neuron that is constant itself) has the constant value
 *   σ(b); it is removed, and W σ(b) is added to the biases of the neurons that read it
 * - a neuron that no other neuron reads
 * - with `dropInputs`, an input that no neuron reads
 *
 * In a graph, a column of a sum or a product goes only if it goes in all of its terms, and a normalization or a softmax keeps all of its columns.
 * Constants go through sums, products, concatenations, slices and activations; a product with 0 is constant. A constant that has to stay as a
 * column is a neuron with weights of zero.
 *
 * All outputs stay. In a chain, a layer would become empty only if every output is constant, and then every hidden layer would. In that case the
 * result is one layer of zero weights, with the outputs' signals as its biases. With `dropInputs` it keeps the first
 * input, since a layer must have one.
 *
 * This holds for finite inputs for which no sum overflows, before or after. A sum that loses only zeros keeps its bits. If a constant
 * other than 0 moves from a sum to the bias, the sum is added up in another order, and `isExact` is false.
 *
 * @throws ShapeError, ValueError when the network is not valid, or a bias becomes too large for its precision
 */
export function compact(network: Network, options: CompactOptions = {}): Compacted {
  checkNetwork("compact", network);
  checkOptions("compact", options, "{ dropInputs: true }");
  const { dropInputs = false } = options;
  if (typeof dropInputs !== "boolean")
    throw new ValueError("compact", "dropInputs to be true or false", show(dropInputs));
  const constants = constantsOf(network);
  const columns = valid(network, constants, columnsOf(network, constants, !dropInputs));
  const { network: smaller, layers } = rebuild(network, constants, columns);
  const { inputs, nodes } = graphOf(network);
  let start = 0;
  const kept = nodes.flatMap(({ op, name }) => (op === "layer" ? [columns.get(name) ?? []] : []));
  return {
    network: smaller,
    inputs: inputs.flatMap(({ name, width }) => {
      start += width;
      return (columns.get(name) ?? []).map((j) => start - width + j);
    }),
    layers: network.layers.map((layer, k) => changeOf(layer, layers[k], kept[k])),
    isExact: !isReordered(network, columns, constants),
  };
}

/** A network has at least one input and one layer. If it reads no input, the first column stays; if no output depends on a layer, all columns. */
function valid(network: Network, { values }: NetworkConstants, columns: Columns): Columns {
  const { inputs, nodes } = graphOf(network);
  const isThere = ({ name }: { readonly name: string }): boolean => (columns.get(name) ?? []).length > 0;
  if (!nodes.some((node) => node.op === "layer" && isThere(node)))
    return new Map(Array.from(values, ([name, { isConstant }]) => [name, [...isConstant.keys()]]));
  return inputs.some(isThere) ? columns : new Map([...columns, [inputs[0].name, [0]]]);
}

/** Whether a kept neuron that is not constant itself reads a constant other than 0 that does not stay. */
function isReordered(network: Network, columns: Columns, { values, layers }: NetworkConstants): boolean {
  return graphOf(network).nodes.some((node) => {
    if (node.op !== "layer") return false;
    const rows = rowsOf(network.layers[node.layer].weight);
    const stays = new Set(columns.get(node.from[0]));
    const value = values.get(node.from[0])?.value ?? [];
    const isAdded = (row: Data): boolean =>
      row.some((W_ij, j) => W_ij !== 0 && value[j] !== 0 && !stays.has(j));
    return (
      columns.get(node.name)?.some((i) => !layers[node.layer].isConstant[i] && isAdded(rows[i])) ?? false
    );
  });
}
