import type { Tensor } from "@espalier/tensor";
import type { GraphNode, Network } from "../graph/graph.ts";
import { graphOf, walk } from "../graph/walk.ts";
import { kindOf } from "../graph/nodes.ts";
import { rowsOf } from "./constants.ts";
import type { NetworkConstants } from "./constants.ts";

/** For each value, by its name, which of its columns stay. */
export type Columns = ReadonlyMap<string, readonly number[]>;

/** Which columns of a value stay: 1 for those. */
type Stays = Uint8Array;

/**
 * The columns of each value that a smaller network needs. All columns of the outputs stay. A column that is not constant stays where a neuron that
 * stays reads it. The nodes that work column by column tie columns together: what stays in a sum stays in each of its terms, and the other
 * way round, so that their widths fit. A normalization needs the whole row. A constant column stays only where it is tied to one that stays.
 *
 * Columns are only ever added, so the search ends.
 *
 * @param isInputKept whether a column of the inputs stays in any case
 */
export function columnsOf(network: Network, constants: NetworkConstants, isInputKept: boolean): Columns {
  const graph = graphOf(network);
  const stays = new Map<string, Stays>();
  const stay = (name: string): Stays => stays.get(name) as Stays; // every name is there after the walk
  walk<number, Tensor>(
    graph,
    ({ name, width }) => {
      stays.set(name, new Uint8Array(width).fill(isInputKept ? 1 : 0));
      return width;
    },
    (node, widths) => {
      const width = kindOf(node.op).width("compact", node, widths, network.layers);
      stays.set(node.name, new Uint8Array(width));
      return width;
    },
  );
  for (const { from } of graph.outputs) stay(from).fill(1);
  let before = -1;
  for (let count = 0; count !== before;) {
    before = count;
    for (const node of graph.nodes.toReversed())
      if (stay(node.name).includes(1)) relate(network, constants, node, stay);
    count = [...stays.values()].reduce((sum, each) => sum + each.reduce((all, one) => all + one, 0), 0);
  }
  return new Map(Array.from(stays, ([name, each]) => [name, [...each.keys()].filter((j) => each[j] === 1)]));
}

/** Adds the columns that a node needs of what it reads, and those of its own that are tied to them. */
function relate(
  { layers }: Network,
  { values, layers: constants }: NetworkConstants,
  node: GraphNode,
  stay: (name: string) => Stays,
): void {
  const [own, from] = [stay(node.name), node.from.map(stay)];
  switch (node.op) {
    case "constant":
      return;
    case "layer": {
      const isKnown = values.get(node.from[0])?.isConstant ?? [];
      for (const [i, row] of rowsOf(layers[node.layer].weight).entries())
        if (own[i] === 1 && !constants[node.layer].isConstant[i])
          for (let j = 0; j < row.length; j++) if (row[j] !== 0 && !isKnown[j]) from[0][j] = 1;
      return;
    }
    case "activation":
    case "add":
    case "mul":
    case "max":
    case "min":
      for (const each of from) tie(own, each);
      for (const each of from) tie(own, each);
      return;
    case "concat": {
      let start = 0;
      for (const each of from) {
        const part = own.subarray(start, (start += each.length));
        if (part.includes(1)) tie(part, each);
      }
      return;
    }
    case "slice":
      tie(own, from[0].subarray(node.start, node.end));
      return;
    case "layer-normalization":
    case "rms-normalization":
    case "softmax":
      own.fill(1);
      from[0].fill(1);
  }
}

/** What stays in one stays in both. */
function tie(a: Stays, b: Stays): void {
  for (let j = 0; j < a.length; j++) a[j] = b[j] = a[j] | b[j];
}
