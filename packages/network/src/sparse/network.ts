import { allocate, dtypeOf, ValueError, wrap } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import { show } from "../calls/options.ts";
import type { Activation } from "../activation/activation.ts";
import type { Head } from "../graph/head.ts";
import { asUsed } from "../graph/uses.ts";
import { checkGraph } from "../graph/check-graph.ts";
import { checkingParameters } from "../graph/check-layer.ts";
import { checkNetwork } from "../graph/network.ts";
import type { Graph, Layer, Network } from "../graph/graph.ts";

/**
 * A layer whose weight is a list for each neuron: entries p = starts[i] … starts[i + 1] − 1 belong to row i, with ascending columns j.
 * Only +0 is left out, so −0 survives.
 */
export interface SparseLayer {
  /** [i, j] of the weight. */
  readonly shape: readonly [number, number];
  /** Where each row begins, and where the last one ends: i + 1 numbers. */
  readonly starts: Uint32Array;
  /** j of each entry. */
  readonly columns: Uint32Array;
  /** W_ij of each entry. */
  readonly values: Data;
  /** b [i] */
  readonly bias: Tensor;
  /** σ */
  readonly activation: Activation;
  /** The number of the earlier layer that has the same weight, as in a network. */
  readonly tied?: number | undefined;
  /** Whether its weight is the transpose of that one. */
  readonly transposed?: boolean | undefined;
}

/** A network without its zeros. */
export interface SparseNetwork {
  /** In the order in which they are computed. */
  readonly layers: readonly SparseLayer[];
  /** How they are connected, as in a network. */
  readonly graph?: Graph | undefined;
  /** A function of the outputs, which no pass here applies; see `NetworkFile`. */
  readonly head?: Head;
}

/**
 * A network without its zeros.
 *
 * @throws ShapeError, ValueError when the network is not valid
 */
export function toSparse(network: Network): SparseNetwork {
  checkNetwork("toSparse", network);
  const layers = network.layers.map(({ weight, ...rest }) => ({ ...listsOf(weight), ...rest }));
  return network.graph === undefined ? { layers } : { layers, graph: network.graph };
}

/** The entries of a layer that is tied, by those of the layer whose weight it has. */
export function listsAsUsed(
  { transposed }: Pick<SparseLayer, "transposed">,
  { shape: [I, J], starts, columns, values }: Pick<SparseLayer, "shape" | "starts" | "columns" | "values">,
): Pick<SparseLayer, "shape" | "starts" | "columns" | "values"> {
  if (transposed !== true) return { shape: [I, J], starts, columns, values };
  const turned = { starts: new Uint32Array(J + 1), columns: columns.slice(), values: values.slice() };
  for (const j of columns) turned.starts[j + 1]++;
  for (let j = 0; j < J; j++) turned.starts[j + 1] += turned.starts[j];
  const next = turned.starts.slice();
  for (let i = 0; i < I; i++)
    for (let p = starts[i]; p < starts[i + 1]; p++) {
      const at = next[columns[p]]++;
      turned.columns[at] = i;
      turned.values[at] = values[p];
    }
  return { shape: [J, I], ...turned };
}

/**
 * Checks how the layers of a sparse network are connected.
 *
 * @throws ShapeError, ValueError as `checkNetwork` does of a graph
 */
export function checkSparseGraph(who: string, { layers, graph }: SparseNetwork): void {
  if (graph === undefined) return;
  const sized = layers.map(({ shape }) => ({ weight: { shape } }));
  checkGraph(who, sized, graph, checkingParameters());
}

function listsOf({
  shape: [I, J],
  data,
}: Tensor): Omit<SparseLayer, "bias" | "activation" | "tied" | "transposed"> {
  let count = 0;
  for (const W_ij of data) if (!Object.is(W_ij, 0)) count++;
  const starts = new Uint32Array(I + 1);
  const columns = new Uint32Array(count);
  const values = allocate(count, dtypeOf({ data }));
  let p = 0;
  for (let i = 0; i < I; i++) {
    for (let j = 0; j < J; j++) {
      const W_ij = data[i * J + j];
      if (Object.is(W_ij, 0)) continue;
      columns[p] = j;
      values[p++] = W_ij;
    }
    starts[i + 1] = p;
  }
  return { shape: [I, J], starts, columns, values };
}

/** @throws ValueError when layers are not those of a sparse network. The type promises them; a caller in JavaScript does not. */
function checkSparse(who: string, layers: SparseNetwork["layers"]): void {
  const isLayer = (layer: unknown): boolean =>
    Array.isArray(Object(layer).shape) && Object(layer).values instanceof Object;
  if (!Array.isArray(layers) || layers.length === 0 || !layers.every(isLayer))
    throw new ValueError(who, "a sparse network, as toSparse returns one", show(layers));
}

/** The default limit of {@link toDense}: 1 GiB. */
const BYTES = 2 ** 30;

/**
 * The network with its zeros. It may be any number of times larger, so there is a limit to the bytes of its weights.
 *
 * @throws ValueError when the weights take more bytes than allowed
 */
export function toDense(
  network: SparseNetwork,
  { bytes = BYTES }: { readonly bytes?: number } = {},
): Network {
  const { layers, graph } = Object(network) as SparseNetwork; // what lacks layers is refused
  checkSparse("toDense", layers);
  const needed = layers.reduce((sum, { shape: [I, J], values }) => sum + I * J * values.BYTES_PER_ELEMENT, 0);
  if (!(needed <= bytes)) throw new ValueError("toDense", `weights of at most ${bytes} bytes`, `${needed}`);
  const dense: Layer[] = [];
  for (const {
    shape: [I, J],
    starts,
    columns,
    values,
    bias,
    activation,
    ...tie
  } of layers) {
    if (tie.tied !== undefined) {
      dense.push({ weight: asUsed(tie, dense[tie.tied].weight), bias, activation, ...tie });
      continue;
    }
    const data = allocate(I * J, dtypeOf({ data: values }));
    for (let i = 0; i < I; i++)
      for (let p = starts[i]; p < starts[i + 1]; p++) data[i * J + columns[p]] = values[p];
    dense.push({ weight: wrap([I, J], data), bias, activation });
  }
  return graph === undefined ? { layers: dense } : { layers: dense, graph };
}
