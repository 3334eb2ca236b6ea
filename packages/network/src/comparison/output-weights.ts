import { ValueError } from "@espalier/tensor";
import type { GraphNode, GraphOutput, Network } from "../graph/graph.ts";
import { checkMetric } from "../loss/one-softmax.ts";
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

/**
 * {@link withWeights} for a metric.
 *
 * @throws ValueError when there are several outputs in the metric of a softmax, or one that counts differently: it has no scale
 */
export function judged(who: string, network: Network, metric: string | undefined): Network {
  const output = network.graph?.outputs.find((each) => !countsOnce(each));
  if (output !== undefined && metric === "softmax")
    throw new ValueError(
      who,
      "the metric outputs, for outputs that count differently",
      `softmax, and ${output.name} with weight ${output.weight}`,
    );
  checkMetric(who, network, metric);
  return withWeights(network);
}

/** The roots of the weights, one for each column of the outputs; undefined where all are 1. */
export function outputScales(network: Network): Float64Array | undefined {
  const { graph } = network;
  if (graph === undefined || graph.outputs.every(countsOnce)) return undefined;
  const widths = outputWidths(network);
  return Float64Array.from(
    graph.outputs.flatMap(({ weight = 1 }, m) => Array.from({ length: widths[m] }, () => Math.sqrt(weight))),
  );
}
