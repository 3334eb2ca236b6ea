import { apply as applyFresh, isTraced } from "@espalier/autodiff";
import type { Apply, Value } from "@espalier/autodiff";
import { checkTensor } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { forwardInChunks, isLong } from "./forward-in-chunks.ts";
import type { Graph, GraphNode, Layer, Network } from "./graph.ts";
import {
  inputColumns,
  kindOf,
  mapActivation,
  mapNode,
  nodeParameters,
  placeOf,
  samplesOf,
  sideBySide,
} from "./nodes.ts";
import { asUsed } from "./uses.ts";
import { graphOf, layersOf, walk } from "./walk.ts";

export { checkNetwork, requireChain } from "./check-network.ts";
export type { Layer, Network } from "./graph.ts";
export { layersOf } from "./walk.ts";

/**
 * The outputs of a batch, X [n, d_0] → [n, M]: the columns of the outputs side by side, if the network has several.
 *
 * The result is a tensor for tensors, and a traced value for a traced network or batch.
 *
 * @throws ShapeError when X is not as wide as the inputs; the error names the op that reads them
 * @throws ValueError when X is not a tensor, or the network has no layers; `checkNetwork` checks everything else of it
 */
export function forward(network: Network, X: Tensor, apply?: Apply): Tensor;
export function forward(network: Network<Value>, X: Value, apply?: Apply): Value;
export function forward(network: Network<Value>, X: Value, apply: Apply = applyFresh): Value {
  const layers = layersOf("forward", network);
  // The type promises a value; a caller in JavaScript does not.
  if (typeof X !== "object" || X === null || !isTraced(X)) checkTensor("forward", "X", X);
  const graph = graphOf(network);
  const through = (x: Value, by: Apply): Value => sideBySide(throughGraph(graph, layers, x, by), by);
  return apply === applyFresh && isLong(network, X) ? forwardInChunks(X, through) : through(X, apply);
}

/**
 * The inputs [n, j] of each layer for a batch X [n, d_0], layer by layer. The last layer itself is not computed.
 *
 * @throws ShapeError, ValueError as {@link forward}
 */
export function layerInputs(network: Network, X: Tensor): Tensor[] {
  const layers = layersOf("layerInputs", network);
  const { nodes, ...ends } = graphOf(network);
  const last = nodes.findLastIndex(({ op }) => op === "layer");
  const [from] = nodes[last].from;
  const before = { ...ends, nodes: nodes.slice(0, last), outputs: [{ name: from, from }] };
  const inputs: Value[] = [];
  const received = throughGraph(before, layers, X, applyFresh, ({ op }, values) => {
    if (op === "layer") inputs.push(values[0]);
  });
  return [...inputs, ...received] as Tensor[]; // from tensors, tensors
}

/** The outputs of a graph, one by one. `note` receives each node with the values that it reads. */
function throughGraph(
  graph: Graph<Value>,
  layers: readonly Layer<Value>[],
  X: Value,
  apply: Apply,
  note?: (node: GraphNode<Value>, from: readonly Value[]) => void,
): Value[] {
  const place = placeOf(layers, samplesOf(X), apply);
  return walk<Value, Value>(
    graph,
    ({ width }, start) => inputColumns(graph, X, start, width, apply),
    (node, from) => {
      note?.(node, from);
      return kindOf(node.op).forward(node, from, place);
    },
  );
}

/** d_0 … d_L: the inputs, then the neurons of each layer. In a chain, the last are the outputs; in any network, {@link outputWidth} has those. */
export function sizesOf(network: Network): number[] {
  const layers = layersOf("sizesOf", network);
  return [inputWidth(network), ...layers.map(({ weight }) => weight.shape[0])];
}

/** d_0, the number of inputs. */
export const inputWidth = ({ layers, graph }: Network): number =>
  graph === undefined
    ? (layers[0]?.weight.shape[1] ?? 0)
    : graph.inputs.reduce((sum, { width }) => sum + width, 0);

/** The width of each output. */
export const outputWidths = (network: Network): number[] =>
  walk<number, Tensor>(
    graphOf(network),
    ({ width }) => width,
    (node, widths) => kindOf(node.op).width("outputWidths", node, widths, network.layers),
  );

/** M, the number of outputs. */
export const outputWidth = (network: Network): number =>
  outputWidths(network).reduce((sum, width) => sum + width, 0);

/** N_W, the number of weights; biases and other parameters are not counted, and the matrix of a tied layer is counted once. */
export const weightCount = (network: Network): number =>
  matricesOf("weightCount", network).reduce((count, { data }) => count + data.length, 0);

/** The number of weights that are not zero. */
export function nonzeroWeights(network: Network): number {
  let count = 0;
  for (const { data } of matricesOf("nonzeroWeights", network)) for (const w of data) if (w !== 0) count++;
  return count;
}

/** The matrices of a network, each once. */
const matricesOf = (who: string, network: Network): Tensor[] =>
  layersOf(who, network).flatMap(({ weight, tied }) => (tied === undefined ? [weight] : []));

/**
 * The parameters that training changes: layer by layer the weight, the bias and, if there is one, the slope; then those of the other
 * nodes. The matrix of a tied layer is there once.
 */
export const parametersOf = <V extends Value>(network: Network<V>): V[] => [
  ...layersOf("parametersOf", network).flatMap(({ weight, bias, activation, tied }) => [
    ...(tied === undefined ? [weight] : []),
    bias,
    ...(activation.kind === "prelu" ? [activation.slope] : []),
  ]),
  ...(network.graph?.nodes.flatMap((node) => nodeParameters(node)) ?? []),
];

/** The place of the matrix of each layer in {@link parametersOf}; a tied layer has that of the layer whose matrix it uses. */
export function placesOfMatrices({ layers }: Network): number[] {
  const places: number[] = [];
  let next = 0;
  for (const { activation, tied } of layers) {
    places.push(tied === undefined ? next : places[tied]);
    next += (tied === undefined ? 1 : 0) + 1 + (activation.kind === "prelu" ? 1 : 0);
  }
  return places;
}

/** The same network with every parameter replaced, in the order of {@link parametersOf}. The matrices of tied layers follow. */
export function mapParameters<V extends Value, U extends Value>(
  network: Network<V>,
  replace: (parameter: V) => U,
): Network<U> {
  const layers: Layer<U>[] = [];
  for (const { weight, bias, activation, ...tie } of layersOf("mapParameters", network))
    layers.push({
      weight: tie.tied === undefined ? replace(weight) : asUsed(tie, layers[tie.tied].weight),
      bias: replace(bias),
      activation: mapActivation(activation, replace),
      ...tie,
    });
  const { graph } = network;
  if (graph === undefined) return { layers };
  return { layers, graph: { ...graph, nodes: graph.nodes.map((node) => mapNode(node, replace)) } };
}

/** A copy that shares no memory. */
export function cloneNetwork(network: Network): Network {
  layersOf("cloneNetwork", network);
  return mapParameters(network, ({ shape, data }) => ({ shape, data: data.slice() }));
}
