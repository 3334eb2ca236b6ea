import { graphOf } from "@espalier/network";
import type { GraphNode, Network } from "@espalier/network";
import { widthsOf } from "@espalier/network/internal";

/** A column that a layer reads: one of its inputs. */
export interface Reader {
  /** The number of the layer. */
  readonly k: number;
  /** The number of its input. */
  readonly j: number;
}

/**
 * Columns of a network that stay or go together: a neuron, or an input of the network, with everything that is tied to it. In a chain it is one neuron
 * and one input of the next layer.
 */
export interface Unit {
  /** The columns, by the name of their value. */
  readonly columns: ReadonlyMap<string, readonly number[]>;
  /** The layers that read it; in the order of the layers. */
  readonly readers: readonly Reader[];
}

/** The units of a network, and why other columns have to stay. */
export interface Units {
  /** In the order of their first readers. */
  readonly units: readonly Unit[];
  /** For the error where there are no units. */
  readonly stays: string | undefined;
}

/**
 * The units that can go.
 *
 * - A sum, a product and an activation tie a column to the same column of what they read; concatenations and slices, to the column that they copy.
 * - A matrix of several layers ties their inputs, and their neurons.
 * - The outputs of the network stay. So does every column before or behind a normalization or a softmax, which are computed from whole rows.
 *
 * @param granularity units with inputs of the network, or those without
 */
export function unitsOf(network: Network, granularity: "neuron" | "input"): Units {
  const graph = graphOf(network);
  const widths = widthsOf(network);
  const sets = disjointSets(widths);
  const reasons = new Map<number, string>();
  for (const node of graph.nodes) relate(node, sets, widths, reasons);
  tieMatrices(network, sets);
  for (const { name, from } of graph.outputs)
    for (const at of sets.columns(from)) reasons.set(at, `column of the output "${name}"`);

  const fixed = new Map(Array.from(reasons, ([at, reason]) => [sets.root(at), reason]));
  const inputs = new Set(graph.inputs.flatMap(({ name }) => sets.columns(name).map((at) => sets.root(at))));
  const neurons = new Set(
    graph.nodes.flatMap(({ op, name }) =>
      op === "layer" ? sets.columns(name).map((at) => sets.root(at)) : [],
    ),
  );
  if (granularity === "neuron")
    for (const root of inputs)
      if (!fixed.has(root)) fixed.set(root, "column that goes with an input of the network");
  const wanted = [...(granularity === "input" ? inputs : neurons)];
  const units = wanted.filter((root) => !fixed.has(root));
  const readers = readersOf(graph.nodes, sets);
  const columns = columnsByRoot(widths, sets);
  const first = (root: number): Reader => readers.get(root)?.[0] ?? { k: network.layers.length, j: root };
  return {
    units: units
      .toSorted((a, b) => first(a).k - first(b).k || first(a).j - first(b).j)
      .map((root) => ({ columns: columns.get(root) ?? new Map(), readers: readers.get(root) ?? [] })),
    stays: wanted.map((root) => fixed.get(root)).find((reason) => reason !== undefined),
  };
}

/** All columns of all values, as one list of numbers, in sets that are joined step by step. */
interface Sets {
  /** The columns of a value. */
  readonly columns: (name: string) => readonly number[];
  readonly join: (a: number, b: number) => void;
  /** A column that stands for its set. */
  readonly root: (at: number) => number;
}

function disjointSets(widths: ReadonlyMap<string, number>): Sets {
  const starts = new Map<string, readonly number[]>();
  const parent: number[] = [];
  for (const [name, width] of widths) {
    const own = Array.from({ length: width }, (_, j) => parent.length + j);
    starts.set(name, own);
    parent.push(...own);
  }
  const root = (at: number): number => {
    let top = at;
    while (parent[top] !== top) top = parent[top] = parent[parent[top]];
    return top;
  };
  return {
    columns: (name) => starts.get(name) ?? [],
    join: (a, b) => {
      const [low, high] = [root(a), root(b)].toSorted((x, y) => x - y);
      parent[high] = low;
    },
    root,
  };
}

/** Joins the columns that a node ties together, and notes those that have to stay. */
function relate(
  node: GraphNode,
  { columns, join }: Sets,
  widths: ReadonlyMap<string, number>,
  reasons: Map<number, string>,
): void {
  const own = columns(node.name);
  switch (node.op) {
    case "layer":
    case "constant":
      return;
    case "activation":
    case "add":
    case "mul":
    case "max":
    case "min":
      for (const name of node.from) for (const [j, at] of columns(name).entries()) join(own[j], at);
      return;
    case "concat": {
      let start = 0;
      for (const name of node.from) {
        for (const [j, at] of columns(name).entries()) join(own[start + j], at);
        start += widths.get(name) ?? 0;
      }
      return;
    }
    case "slice":
      for (const [j, at] of own.entries()) join(at, columns(node.from[0])[node.start + j]);
      return;
    case "layer-normalization":
    case "rms-normalization":
    case "softmax":
      for (const at of [...own, ...columns(node.from[0])])
        reasons.set(at, `column beside ${node.op} "${node.name}"`);
  }
}

/** Layers with one matrix have the same inputs and the same neurons. */
function tieMatrices(network: Network, { columns, join }: Sets): void {
  const nodes = graphOf(network).nodes.flatMap((node) => (node.op === "layer" ? [node] : []));
  for (const node of nodes) {
    const { tied } = network.layers[node.layer];
    if (tied === undefined) continue;
    for (const [i, at] of columns(node.name).entries()) join(columns(nodes[tied].name)[i], at);
    for (const [j, at] of columns(node.from[0]).entries()) join(columns(nodes[tied].from[0])[j], at);
  }
}

function readersOf(nodes: readonly GraphNode[], { columns, root }: Sets): ReadonlyMap<number, Reader[]> {
  const readers = new Map<number, Reader[]>();
  for (const node of nodes)
    if (node.op === "layer")
      for (const [j, at] of columns(node.from[0]).entries()) {
        const known = readers.get(root(at));
        if (known === undefined) readers.set(root(at), [{ k: node.layer, j }]);
        else known.push({ k: node.layer, j });
      }
  return readers;
}

function columnsByRoot(
  widths: ReadonlyMap<string, number>,
  { columns, root }: Sets,
): ReadonlyMap<number, ReadonlyMap<string, number[]>> {
  const found = new Map<number, Map<string, number[]>>();
  for (const name of widths.keys())
    for (const [j, at] of columns(name).entries()) {
      const own = found.get(root(at)) ?? new Map<string, number[]>();
      found.set(root(at), own);
      own.set(name, [...(own.get(name) ?? []), j]);
    }
  return found;
}
