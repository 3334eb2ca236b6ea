import type { GraphNode, GraphOutput, Network } from "../graph/graph.ts";
import { outputWidths } from "../graph/network.ts";

const countsOnce = ({ weight = 1 }: GraphOutput): boolean => weight === 1;

/**
 * The network whose outputs are multiplied by the roots of their weights. So the squared change of all outputs together counts each as its
 * weight says. Its layers are those of the network.
 */
export function withWeights(network: Network): Network {
  const { graph } = network;
  if (graph === undefined || graph.outputs.every(countsOnce)) return network;
  const widths = outputWidths(network);
  const taken = new Set([...graph.inputs, ...graph.nodes].map(({ name }) => name));
  const nodes: GraphNode[] = [...graph.nodes];
  const add = (base: string, rule: Pick<GraphNode, "from"> & Rule): string => {
    let name = base;
    while (taken.has(name)) name += "'";
    taken.add(name);
    nodes.push({ name, ...rule });
    return name;
  };
  const outputs = graph.outputs.map((output, m): GraphOutput => {
    const { name, from, weight = 1 } = output;
    if (weight === 1) return output;
    const values = Array.from({ length: widths[m] }, () => Math.sqrt(weight));
    const root = add(`root of the weight of ${name}`, { op: "constant", values, from: [] });
    return { name, from: add(`${name}, weighted`, { op: "mul", from: [from, root] }) };
  });
  return { ...network, graph: { ...graph, nodes, outputs } };
}

type Rule = { readonly op: "constant"; readonly values: readonly number[] } | { readonly op: "mul" };

/** The network whose outputs a metric judges: {@link withWeights}, or the network itself for a softmax, which has no scale; its metric has the weights. */
export const judged = (network: Network, metric: string | undefined): Network =>
  metric === "softmax" ? network : withWeights(network);

/** The roots of the weights, one for each column of the outputs; undefined where all are 1. */
export function outputScales(network: Network): Float64Array | undefined {
  const { graph } = network;
  if (graph === undefined || graph.outputs.every(countsOnce)) return undefined;
  const widths = outputWidths(network);
  return Float64Array.from(
    graph.outputs.flatMap(({ weight = 1 }, m) => Array.from({ length: widths[m] }, () => Math.sqrt(weight))),
  );
}
