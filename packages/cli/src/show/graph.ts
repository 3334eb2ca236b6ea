import { outputWidths } from "@espalier/prune";
import type { Graph, Network } from "@espalier/prune";

/** What a graph consists of, by names. */
export interface GraphInspection {
  readonly inputs: Graph["inputs"];
  readonly nodes: readonly {
    readonly name: string;
    readonly op: string;
    readonly from: readonly string[];
    /** Of a layer: its number. */
    readonly layer?: number;
  }[];
  readonly outputs: readonly {
    readonly name: string;
    readonly from: string;
    readonly width: number;
    readonly weight?: number;
    readonly head?: string;
  }[];
}

export function inspectGraph(network: Network, { inputs, nodes, outputs }: Graph): GraphInspection {
  const widths = outputWidths(network);
  return {
    inputs,
    nodes: nodes.map((node) => ({
      name: node.name,
      op: node.op,
      from: node.from,
      ...(node.op === "layer" ? { layer: node.layer } : {}),
    })),
    outputs: outputs.map(({ name, from, weight, head }, k) => ({
      name,
      from,
      width: widths[k],
      ...(weight === undefined ? {} : { weight }),
      ...(head === undefined ? {} : { head }),
    })),
  };
}

/** Inputs, nodes and outputs, each with what it reads. */
export function graphTable(graph: GraphInspection): string {
  const rows = rowsOf(graph);
  const widths = [0, 1].map((column) => rows.reduce((so, row) => Math.max(so, row[column].length), 0));
  const line = ([name, what, reads]: readonly string[]): string =>
    `${name.padEnd(widths[0])}  ${what.padEnd(widths[1])}  ${reads}`.trimEnd();
  return `${rows.map(line).join("\n")}\n`;
}

const rowsOf = ({ inputs, nodes, outputs }: GraphInspection): string[][] => [
  ["graph", "", "reads"],
  ...inputs.map(({ name, width }) => [name, `input of ${width}`, ""]),
  ...nodes.map(({ name, op, layer, from }) => [
    name,
    layer === undefined ? op : `layer ${layer}`,
    from.join(", "),
  ]),
  ...outputs.map(({ name, from, width, weight, head }) => [
    name,
    [`output of ${width}`, head ?? [], weight === undefined ? [] : `counts ${weight}`].flat().join(", "),
    from,
  ]),
];
