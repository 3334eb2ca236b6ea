import { shapeOf } from "@espalier/autodiff";
import type { Value } from "@espalier/autodiff";
import { ShapeError, ValueError } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import type { Graph, GraphInput, GraphNode, Layer, Network } from "./graph.ts";
import { show } from "../calls/options.ts";

/**
 * The layers of a network. The types promise an array of objects; a caller in JavaScript does not.
 *
 * @throws ValueError when the network or one of its layers is not an object
 */
export function layersOf<V extends Value>(who: string, network: Network<V>): readonly Layer<V>[] {
  if (typeof network !== "object" || network === null)
    throw new ValueError(who, "a network { layers: [...] }", show(network));
  const { layers } = network;
  if (!Array.isArray(layers)) throw new ShapeError(who, "a network of at least one layer", "none");
  const at = layers.findIndex((layer: unknown) => typeof layer !== "object" || layer === null);
  if (at >= 0) throw new ValueError(`${who}: layer ${at}`, "{ weight, bias, activation }", show(layers[at]));
  return layers;
}

/** The graph of a network; that of a chain has the nodes "0", "1" … between "input" and "output". */
export function graphOf<V extends Value>({ layers, graph }: Network<V>): Graph<V> {
  if (graph !== undefined) return graph;
  return chainOf(layers.map(({ weight }) => shapeOf(weight)));
}

/** The graph of a chain, by the shapes of its weights. */
export const chainOf = (shapes: readonly Shape[]): Graph<never> => ({
  inputs: [{ name: "input", width: shapes.length === 0 ? 0 : shapes[0][1] }],
  nodes: shapes.map((_, k) => ({
    name: String(k),
    op: "layer",
    layer: k,
    from: [k === 0 ? "input" : String(k - 1)],
  })),
  outputs: [{ name: "output", from: shapes.length === 0 ? "input" : String(shapes.length - 1) }],
});

/** The part of a network that says how it is connected. */
export interface Connected {
  readonly layers: readonly Pick<Layer, "tied">[];
  readonly graph?: Graph | undefined;
}

/** Whether each layer has a matrix of its own and reads the one before, the first one the only input, and the last is the only output. */
export const isChain = ({ layers, graph }: Connected): boolean =>
  layers.every(({ tied }) => tied === undefined) && (graph === undefined || isInLine(graph));

const isInLine = ({ inputs: [input, ...more], nodes, outputs }: Graph): boolean =>
  more.length === 0 &&
  nodes.every(({ op, from }, k) => op === "layer" && from[0] === (nodes[k - 1] ?? input).name) &&
  outputs.length === 1 &&
  outputs[0].from === nodes[nodes.length - 1].name;

/**
 * Goes through a graph in topological order: the one way in which anything is computed along a network. T is whatever is computed for a
 * value: its numbers, its width, a bound, an expression of a program.
 *
 * @param enter what there is for an input, whose columns begin at `start`
 * @param visit what there is for a node, from that of the values it reads
 * @returns what there is for each output
 */
export function walk<T, V extends Value>(
  { inputs, nodes, outputs }: Graph<V>,
  enter: (input: GraphInput, start: number) => T,
  visit: (node: GraphNode<V>, from: readonly T[]) => T,
): T[] {
  const known = new Map<string, T>();
  const valueOf = (name: string): T => known.get(name) as T; // a checked graph has the name
  let start = 0;
  for (const input of inputs) {
    known.set(input.name, enter(input, start));
    start += input.width;
  }
  for (const node of nodes) known.set(node.name, visit(node, node.from.map(valueOf)));
  return outputs.map(({ from }) => valueOf(from));
}
