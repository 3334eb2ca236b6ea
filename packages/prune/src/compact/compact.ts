import { checkNetwork, requireChain } from "../network/network.ts";
import type { Layer, Network } from "../network/network.ts";
import { constantsOf, rowsOf } from "./constants.ts";
import type { Constants } from "./constants.ts";
import { keptOf } from "./kept.ts";
import { changeOf } from "./report.ts";
import type { LayerChange } from "./report.ts";
import { select } from "./select.ts";

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
 * All outputs stay. A layer would become empty only if every output is constant, and then every hidden layer would. In that case the
 * result is one layer of zero weights, with the outputs' signals as its biases. With `dropInputs` it keeps the first
 * input, since a layer must have one.
 *
 * This holds for finite inputs for which no sum overflows, before or after. A sum that loses only zeros keeps its bits. If a constant
 * other than 0 moves from a sum to the bias, the sum is added up in another order, and `isExact` is false.
 *
 * @throws ShapeError, ValueError when the network is not valid, or a bias becomes too large for its precision
 */
export function compact(network: Network, { dropInputs = false }: CompactOptions = {}): Compacted {
  checkNetwork("compact", network);
  requireChain("compact", "compaction", network);
  const constants = constantsOf(network);
  const [read, ...kept] = keptOf(network, constants);
  const all = Array.from({ length: network.layers[0].weight.shape[1] }, (_, j) => j);
  const needed = read.length > 0 ? read : [0]; // a layer has at least one input
  const inputs = dropInputs ? needed : all;

  // The last layer is never empty; of the others either all are empty or none.
  const isConstant = kept.some((neurons) => neurons.length === 0);
  const from = isConstant ? network.layers.length - 1 : 0;
  const layers = network.layers.slice(from).map((layer, at): Layer => {
    const k = from + at;
    return select(k, layer, kept[k], at === 0 ? inputs : kept[k - 1], constants[k], constants[k - 1]);
  });
  return {
    network: { layers },
    inputs,
    layers: network.layers.map((layer, k) => changeOf(layer, layers[k - from], kept[k])),
    isExact: !isReordered(network, kept, constants),
  };
}

/** Whether a kept neuron that is not constant itself reads a constant other than 0. */
const isReordered = (
  { layers }: Network,
  kept: readonly number[][],
  constants: readonly Constants[],
): boolean =>
  layers.slice(1).some(({ weight }, before) => {
    const { value } = constants[before];
    const rows = rowsOf(weight);
    const here = constants[before + 1];
    return kept[before + 1].some(
      (i) => !here.isConstant[i] && value.some((constant, j) => constant !== 0 && rows[i][j] !== 0),
    );
  });
