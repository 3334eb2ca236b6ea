import { dtypeOf, InputError, FormatError, tensor, wrap } from "@espalier/tensor";
import type { Data, DType, Tensor } from "@espalier/tensor";
import type { Graph, GraphNode } from "@espalier/network";
import { mapNode } from "@espalier/network/internal";
import { bytesOf, textOf } from "@espalier/files/bytes";
import type { BytesReader } from "@espalier/files/bytes";
import { rootOf } from "@espalier/files/json-values";
import { graphToJson, readGraph } from "../json/graph-json.ts";

/** A graph in two parts: JSON, in which each list of numbers is its length, and the lists. */
export interface GraphParts {
  readonly text: Uint8Array<ArrayBuffer>;
  readonly numbers: readonly Data[];
}

export function partsOf(graph: Graph | undefined): GraphParts {
  if (graph === undefined) return { text: new Uint8Array(), numbers: [] };
  const numbers: Data[] = [];
  const lengthOf = ({ data }: Tensor): Tensor => {
    numbers.push(data);
    return tensor([data.length], dtypeOf({ data }));
  };
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.op !== "constant") return mapNode(node, lengthOf);
    numbers.push(Float64Array.from(node.values));
    return { ...node, values: [node.values.length] };
  });
  const json = graphToJson({ ...graph, nodes });
  // The same keys in the same order, however the nodes were made.
  const ordered = json.nodes.map(({ name, op, from, ...own }) => ({ name, op, from, ...own }));
  return { text: bytesOf(JSON.stringify({ ...json, nodes: ordered })), numbers };
}

/** Finite numbers in a precision. */
export type ReadNumbers = (name: string, count: number, dtype: DType) => Data;

/** @throws FormatError naming byte and field */
export function readParts(reader: BytesReader, dtype: DType, numbers: ReadNumbers): Graph | undefined {
  const size = reader.whole("graph", 0);
  if (size === 0) return undefined;
  const { view, error } = reader.field("graph", size);
  const text = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const graph = naming(error, () => readGraph("graph", rootOf("graph", textOf("graph", text, 0)), dtype));
  const listOf = (name: string, { data }: Pick<Tensor, "data">, own: DType): Data => {
    const length = data.length === 1 ? data[0] : NaN;
    if (!(Number.isSafeInteger(length) && length > 0))
      throw error(0, `one whole number > 0, the length of a list of ${name}`, String(length));
    return numbers(`numbers of ${JSON.stringify(name.slice(0, 40))}`, length, own);
  };
  const nodes = graph.nodes.map((node): GraphNode => {
    if (node.op === "constant")
      return {
        ...node,
        values: Array.from(listOf(node.name, { data: Float64Array.from(node.values) }, "f64")),
      };
    return mapNode(node, (parameter) => {
      const data = listOf(node.name, parameter, dtype);
      return wrap([data.length], data);
    });
  });
  return { ...graph, nodes };
}

/** Names the byte in the JSON at which the error is. */
function naming<T>(error: (at: number, expected: string, received: string) => FormatError, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    const { who } = error(0, cause.expected, cause.received);
    throw new FormatError(
      cause.who === "graph" ? who : `${who}: ${cause.who}`,
      cause.expected,
      cause.received,
    );
  }
}
