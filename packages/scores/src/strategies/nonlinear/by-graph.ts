import { apply } from "@espalier/autodiff";
import type { Value } from "@espalier/autodiff";
import { forward, graphOf } from "@espalier/network";
import type { Graph, GraphNode, Layer, Network } from "@espalier/network";
import { inputColumns, kindOf, placeOf, sideBySide, usesOf, walk } from "@espalier/network/internal";
import type { Tensor } from "@espalier/tensor";
import type { OutputChanges } from "./output-changes.ts";

/**
 * For any network: the nodes from the changed layer on are computed for each weight, and the values of all others are known. A weight of a matrix
 * with several uses is removed from each of them.
 *
 * @param means E[x_j] of each layer
 * @param exponent of the power of two by which differences are multiplied before they are squared
 */
export function byGraph(
  network: Network,
  inputs: Tensor,
  means: readonly Tensor["data"][],
  exponent: number = 0,
): (k: number) => OutputChanges {
  const graph = graphOf(network);
  const known = valuesOf(network, graph, inputs);
  const y = forward(network, inputs).data;
  return (k) => {
    const uses = usesOf(network.layers, k);
    const behind = nodesBehind(graph, uses);
    const [, J] = network.layers[k].weight.shape;
    const changes = new Float64Array(J);
    return (i) => {
      for (let j = 0; j < J; j++) {
        const place = placeOf(without(network.layers, uses, i, j, means), inputs.shape[0], apply);
        const values = new Map(known);
        const valueOf = (name: string): Value => values.get(name) as Value; // every node stands behind those that it reads
        for (const node of behind)
          values.set(node.name, kindOf(node.op).forward(node, node.from.map(valueOf), place));
        const after = sideBySide(
          graph.outputs.map(({ from }) => valueOf(from)),
          apply,
        ) as Tensor; // from tensors, a tensor
        changes[j] = squaredDistance(after.data, y, 2 ** exponent);
      }
      return changes;
    };
  };
}

/** The value of each input and node. */
function valuesOf({ layers }: Network, graph: Graph, inputs: Tensor): ReadonlyMap<string, Value> {
  const place = placeOf(layers, inputs.shape[0], apply);
  const values = new Map<string, Value>();
  const note = (name: string, value: Value): Value => {
    values.set(name, value);
    return value;
  };
  walk<Value, Tensor>(
    graph,
    ({ name, width }, start) => note(name, inputColumns(graph, inputs, start, width, apply)),
    (node, from) => note(node.name, kindOf(node.op).forward(node, from, place)),
  );
  return values;
}

/** The nodes that depend on some layers, these among them, in topological order. */
function nodesBehind({ nodes }: Graph, layers: readonly number[]): GraphNode[] {
  const changed = new Set<string>();
  return nodes.filter((node) => {
    const isBehind =
      (node.op === "layer" && layers.includes(node.layer)) || node.from.some((name) => changed.has(name));
    if (isBehind) changed.add(node.name);
    return isBehind;
  });
}

/** The layers without W_ij at each use, whose bias gains W_ij E[x_j]. */
function without(
  layers: readonly Layer[],
  uses: readonly number[],
  i: number,
  j: number,
  means: readonly Tensor["data"][],
): Layer[] {
  return layers.map((layer, k) => {
    if (!uses.includes(k)) return layer;
    const { shape, data } = layer.weight;
    const [row, column] = layer.transposed === true ? [j, i] : [i, j];
    const at = row * shape[1] + column;
    const b = layer.bias.data;
    return {
      ...layer,
      weight: { shape, data: data.with(at, 0) },
      bias: { shape: layer.bias.shape, data: b.with(row, b[row] + data[at] * means[k][column]) },
    };
  });
}

function squaredDistance(a: Tensor["data"], b: Tensor["data"], factor: number): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += ((a[at] - b[at]) * factor) ** 2;
  return sum;
}
