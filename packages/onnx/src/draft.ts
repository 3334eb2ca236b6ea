import type { GraphNode, Head, Layer } from "@espalier/network";
import type { LayerNames, NodeNames, Precision } from "@espalier/files";
import type { Step, StepGraph } from "./steps.ts";

/** A network that is being put together. */
export interface Draft {
  readonly precision: Precision;
  readonly layers: Layer[];
  readonly names: LayerNames[];
  readonly nodes: GraphNode[];
  readonly nodeNames: Map<string, NodeNames>;
  readonly notes: string[];
  /** The nodes and inputs that values are, by their numbers, and how many entries they have. */
  readonly values: Map<number, string>;
  readonly widths: Map<number, number>;
  /** The heads at outputs, and of which values they are. */
  readonly heads: Map<number, { readonly head: Head; readonly of: number }>;
  /** Names of nodes and inputs, and of parameters, met so far. */
  readonly nodeSet: Set<string>;
  readonly taken: Set<string>;
  /** The first layer of a matrix, by its name. */
  readonly matrices: Map<string, number>;
  /** What the file calls values. */
  readonly fileNames: ReadonlyMap<number, string>;
}

export function draftOf({ inputs, steps, names }: StepGraph, precision: Precision): Draft {
  const widths = new Map<number, number>();
  for (const { value, width } of inputs) if (width !== undefined) widths.set(value, width);
  for (const { output, width } of steps) if (width !== undefined) widths.set(output, width);
  // What the file does not say of a size, the first matrix that reads it does.
  for (const {
    inputs: [value],
    does,
  } of steps) {
    const wide =
      does.kind === "affine"
        ? does.weight.shape[1]
        : does.kind === "normalization"
          ? does.gain.length
          : undefined;
    if (wide !== undefined && !widths.has(value)) widths.set(value, wide);
  }
  return {
    precision,
    layers: [],
    names: [],
    nodes: [],
    nodeNames: new Map(),
    notes: [],
    values: new Map(),
    widths,
    heads: new Map(),
    nodeSet: new Set(),
    taken: new Set(),
    matrices: new Map(),
    fileNames: names,
  };
}

/** A name that nothing else of a kind has. One that is used twice, as exporters write equal biases, gets a number. */
export function nameIn(taken: Set<string>, wish: string): string {
  const usual = wish === "" ? "value" : wish;
  let name = usual;
  for (let more = 1; taken.has(name); more++) name = `${usual}.${more}`;
  taken.add(name);
  return name;
}

/** The node or the input that a value is. */
export const valueName = ({ values }: Draft, value: number): string => values.get(value) ?? "";

/** What a value will be called: as the file calls it, or after the node that it is inside of. */
export const wishOf = ({ fileNames }: Draft, { node, output }: Step): string =>
  fileNames.get(output) ?? `${node.outputs[0] ?? ""}.part`;
