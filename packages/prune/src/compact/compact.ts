import { checkNetwork } from "../network/network.ts";
import type { Layer, Network } from "../network/network.ts";
import { constantsOf, rowsOf } from "./constants.ts";
import type { Constants } from "./constants.ts";
import { keptOf } from "./kept.ts";
import { changeOf } from "./report.ts";
import type { LayerChange } from "./report.ts";
import { select } from "./select.ts";

export interface CompactOptions {
  /**
   * Whether inputs that nobody reads go too. Whoever calls the smaller network then selects the columns `inputs` of its samples.
   * False unless told otherwise.
   */
  readonly dropInputs?: boolean | undefined;
}

export interface Compacted {
  readonly network: Network;
  /** The inputs that the smaller network takes, by their index before: all of them unless `dropInputs`. */
  readonly inputs: readonly number[];
  /** One for each layer of the network that was handed in. */
  readonly layers: readonly LayerChange[];
  /** Whether the outputs have the same bits as before; else they differ by no more than 2 {@link roundingBound}. */
  readonly isExact: boolean;
}

/**
 * The same function of its inputs as a network with fewer neurons. What a pruned network does not need goes:
 *
 * - a neuron without inputs (each weight of its row is zero, or reads a neuron that is constant itself) has the constant value
 *   σ(b); it goes, and W σ(b) goes to the biases of the neurons that read it
 * - a neuron that nobody reads
 * - on request, an input that nobody reads
 *
 * All outputs stay. A layer would be left empty only where every output is constant, and then every hidden layer would be. What is
 * left then is one layer of zero weights, with the outputs' signals as its biases. With `dropInputs` it keeps the first
 * input, as a layer has to have one.
 *
 * For finite inputs for which no sum overflows, before or after. Sums from which only zeros are left out keep their bits; a sum from
 * which a constant other than 0 moved to the bias is added up in another order, and `isExact` says if there is one.
 *
 * @throws ShapeError, ValueError when the network is none, or a bias becomes too large for its precision
 */
export function compact(network: Network, { dropInputs = false }: CompactOptions = {}): Compacted {
  checkNetwork("compact", network);
  const constants = constantsOf(network);
  const [read, ...kept] = keptOf(network, constants);
  const all = Array.from({ length: network.layers[0].weight.shape[1] }, (_, j) => j);
  const needed = read.length > 0 ? read : [0]; // a layer has at least one input
  const inputs = dropInputs ? needed : all;

  // The last layer is never empty, and the others are all or none.
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

/** Whether a neuron that is left and not constant itself reads a constant other than 0. */
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
