import type { Graph, GraphNode, Layer, Network } from "../graph/graph.ts";
import { isSameMatrix } from "../graph/uses.ts";
import { graphOf, walk } from "../graph/walk.ts";
import type { Columns } from "./columns.ts";
import type { Constants, NetworkConstants } from "./constants.ts";
import { chosenActivation, select } from "./select.ts";
import type { Before } from "./select.ts";

/** A value of the smaller network: its name there, and the columns of the original one that it has. */
interface Kept {
  readonly name: string;
  readonly columns: readonly number[];
}

/** A network with fewer columns, and which of its layers became of each layer before. */
export interface Rebuilt {
  readonly network: Network;
  readonly layers: readonly (Layer | undefined)[];
}

/**
 * The network with some of the columns of each value. A node without columns is left out, as is a concatenation of one part and a slice of all
 * columns. A layer whose neurons are all constant reads the first input with weights of zero, since a layer must depend on an input.
 */
export function rebuild(network: Network, constants: NetworkConstants, columns: Columns): Rebuilt {
  const graph = graphOf(network);
  const inputs = graph.inputs.map(({ name }) => ({ name, columns: columns.get(name) ?? [] }));
  const first = inputs.find((input) => input.columns.length > 0) ?? inputs[0];
  const place = { network, constants, columns, first, layers: [], became: [], nodes: [] };
  const outputs = walk<Kept, Layer["weight"]>(
    graph,
    ({ name }) => inputs.find((input) => input.name === name) ?? first,
    (node, from) => keep(place, node, from),
  );
  return { network: assembled(network, graph, inputs, outputs, place), layers: place.became };
}

/** The layers and nodes that are built so far. */
interface Place {
  readonly network: Network;
  readonly constants: NetworkConstants;
  readonly columns: Columns;
  readonly first: Kept;
  readonly layers: Layer[];
  readonly became: (Layer | undefined)[];
  readonly nodes: GraphNode[];
}

function assembled(
  { graph: given }: Network,
  graph: Graph,
  inputs: readonly Kept[],
  outputs: readonly Kept[],
  { layers, nodes }: Place,
): Network {
  if (given === undefined) return { layers };
  return {
    layers,
    graph: {
      inputs: inputs.flatMap(({ name, columns: { length } }) =>
        length > 0 ? [{ name, width: length }] : [],
      ),
      nodes,
      outputs: graph.outputs.map((output, m) => ({ ...output, from: outputs[m].name })),
    },
  };
}

function keep(place: Place, node: GraphNode, from: readonly Kept[]): Kept {
  const { name } = node;
  const own = place.columns.get(name) ?? [];
  const kept = { name, columns: own };
  const add = (same: GraphNode): Kept => {
    place.nodes.push({ ...same, from: same.op === "concat" ? same.from : from.map((each) => each.name) });
    return kept;
  };
  if (own.length === 0) {
    if (node.op === "layer") place.became.push(undefined);
    return kept;
  }
  switch (node.op) {
    case "layer":
      return keepLayer(place, node, from[0], kept);
    case "activation":
      return add({ ...node, activation: chosenActivation(node.activation, own) });
    case "constant":
      return add({ ...node, values: own.map((i) => node.values[i]) });
    case "concat": {
      const parts = partsOf(place, node, own, from);
      if (parts.length === 1) return { name: parts[0].name, columns: own };
      return add({ ...node, from: parts.map((part) => part.name) });
    }
    case "slice": {
      const start = from[0].columns.findIndex((j) => j >= node.start);
      if (own.length === from[0].columns.length) return { name: from[0].name, columns: own };
      return add({ ...node, start, end: start + own.length });
    }
    case "add":
    case "mul":
    case "max":
    case "min":
    case "layer-normalization":
    case "rms-normalization":
    case "softmax":
      break;
  }
  return add(node);
}

/** The parts of a concatenation of which some column stays. */
function partsOf(
  { constants }: Place,
  node: GraphNode,
  own: readonly number[],
  from: readonly Kept[],
): Kept[] {
  let start = 0;
  return from.filter((_, k) => {
    const end = start + (constants.values.get(node.from[k])?.isConstant.length ?? 0);
    const isThere = own.some((i) => i >= start && i < end);
    start = end;
    return isThere;
  });
}

function keepLayer(place: Place, node: GraphNode & { readonly op: "layer" }, from: Kept, kept: Kept): Kept {
  const { network, constants, layers, became, nodes } = place;
  const k = node.layer;
  const { isConstant } = constants.layers[k];
  const x = kept.columns.every((i) => isConstant[i]) ? place.first : from;
  const before = constants.values.get(node.from[0]);
  const layer = select(
    k,
    network.layers[k],
    kept.columns,
    x.columns,
    constants.layers[k],
    foldedBefore(before, from),
  );
  const chosen = tiedAgain(layer, network.layers[k], place);
  nodes.push({ ...node, layer: layers.length, from: [x.name] });
  layers.push(chosen);
  became.push(chosen);
  return kept;
}

/** The constants that go to the biases: those whose columns do not stay. */
function foldedBefore(before: Constants | undefined, { columns }: Kept): Before {
  if (before === undefined) return undefined;
  const value = before.value.slice();
  for (const j of columns) value[j] = 0;
  return { value };
}

/** A layer stays tied as long as both uses of the matrix keep the same rows and columns. */
function tiedAgain(layer: Layer, { tied, ...tie }: Layer, { became, layers }: Place): Layer {
  const first = tied === undefined ? undefined : became[tied];
  if (first === undefined || !isSameMatrix(tie, first.weight, layer.weight)) return layer;
  const again = { ...layer, tied: layers.indexOf(first) };
  return tie.transposed === true ? { ...again, transposed: true } : { ...again, weight: first.weight };
}
