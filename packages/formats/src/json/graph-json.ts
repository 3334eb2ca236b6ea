import { FormatError, tensor, toNested } from "@espalier/tensor";
import type { DType, Nested } from "@espalier/tensor";
import { heads, nodeOps } from "@espalier/network";
import type { Graph, GraphInput, GraphNode, GraphOutput, NodeOp } from "@espalier/network";
import { count, fields, finite, numbers, show } from "@espalier/files/json-values";
import { activationToJson, readActivation } from "./activation-json.ts";
import type { ActivationJson } from "./activation-json.ts";

/** A graph as JSON: the same plain data, with arrays of numbers as its tensors. */
export interface GraphJson {
  /** The inputs, by name and width. */
  readonly inputs: readonly GraphInput[];
  /** The nodes, in topological order. */
  readonly nodes: readonly NodeJson[];
  /** The outputs. */
  readonly outputs: readonly GraphOutput[];
}

/** A node as JSON. */
export interface NodeJson {
  /** By which others read it. */
  readonly name: string;
  /** What it computes. */
  readonly op: NodeOp;
  /** The names that it reads. */
  readonly from: readonly string[];
  /** Of a `layer`: its number. */
  readonly layer?: number;
  /** Of an `activation`. */
  readonly activation?: ActivationJson;
  /** Of a `slice`: its first column. */
  readonly start?: number;
  /** Of a `slice`: the column behind its last one. */
  readonly end?: number;
  /** Of a `constant`. */
  readonly values?: readonly number[];
  /** Of a normalization. */
  readonly gain?: Nested;
  /** Of a `layer-normalization`. */
  readonly shift?: Nested;
  /** Of a normalization. */
  readonly epsilon?: number;
}

/** A graph as a value that JSON.stringify can write. */
export const graphToJson = ({ inputs, nodes, outputs }: Graph): GraphJson => ({
  inputs,
  nodes: nodes.map((node): NodeJson => {
    if (node.op === "activation") return { ...node, activation: activationToJson(node.activation) };
    if (node.op === "layer-normalization")
      return { ...node, gain: toNested(node.gain), shift: toNested(node.shift) };
    if (node.op === "rms-normalization") return { ...node, gain: toNested(node.gain) };
    return node;
  }),
  outputs: outputs.map(({ name, from, weight, head }) => ({
    name,
    from,
    ...(weight === undefined ? {} : { weight }),
    ...(head === undefined ? {} : { head }),
  })),
});

/**
 * Reads a graph; `checkNetwork` checks how its parts fit each other.
 *
 * @throws FormatError naming the place
 */
export function readGraph(at: string, json: unknown, dtype: DType): Graph {
  const graph = fields(at, json);
  const each = <T>(list: string, read: (place: string, entry: unknown) => T): T[] =>
    entries(`${at}.${list}`, graph[list]).map((entry, k) => read(`${at}.${list}[${k}]`, entry));
  return {
    inputs: each("inputs", readInput),
    nodes: each("nodes", (place, node) => readNode(place, node, dtype)),
    outputs: each("outputs", readOutput),
  };
}

function entries(at: string, json: unknown): unknown[] {
  if (!Array.isArray(json) || json.length === 0)
    throw new FormatError(at, "an array of at least one", show(json));
  return Array.from<unknown>(json); // where a hole is undefined
}

function text(at: string, json: unknown): string {
  if (typeof json !== "string" || json === "")
    throw new FormatError(at, "a text that is not empty", show(json));
  return json;
}

function readInput(at: string, json: unknown): GraphInput {
  const { name, width } = fields(at, json);
  return { name: text(`${at}.name`, name), width: count(`${at}.width`, width) };
}

function readOutput(at: string, json: unknown): GraphOutput {
  const { name, from, weight, head } = fields(at, json);
  const known = heads.find((each) => each === head);
  if (head !== undefined && known === undefined)
    throw new FormatError(`${at}.head`, `one of ${heads.join(", ")}`, show(head));
  return {
    name: text(`${at}.name`, name),
    from: text(`${at}.from`, from),
    ...(weight === undefined ? {} : { weight: finite(`${at}.weight`, weight) }),
    ...(known === undefined ? {} : { head: known }),
  };
}

function readNode(at: string, json: unknown, dtype: DType): GraphNode {
  const { name, from, op, ...own } = fields(at, json);
  if (!Array.isArray(from)) throw new FormatError(`${at}.from`, "an array of names", show(from));
  const known = nodeOps.find((each) => each === op);
  if (known === undefined) throw new FormatError(`${at}.op`, `one of ${nodeOps.join(", ")}`, show(op));
  return {
    name: text(`${at}.name`, name),
    op: known,
    from: Array.from(from, (each: unknown, k) => text(`${at}.from[${k}]`, each)),
    ...readOwn[known](at, own, dtype),
  } as GraphNode; // with what its op has
}

type Own = Readonly<Record<string, unknown>>;

function listOf(at: string, json: unknown): number[] {
  if (!Array.isArray(json)) throw new FormatError(at, "an array of numbers", show(json));
  return numbers(at, json, json.length);
}
const nothing = (): Own => ({});

/** What a node has besides its name, its op and what it reads. */
// prettier-ignore
const readOwn: Readonly<Record<NodeOp, (at: string, json: Own, dtype: DType) => Own>> = {
  layer:      (at, { layer })                 => ({ layer: count(`${at}.layer`, layer) }),
  activation: (at, { activation }, dtype)     => ({ activation: readActivation(`${at}.activation`, activation, dtype) }),
  add:        nothing,
  mul:        nothing,
  max:        nothing,
  min:        nothing,
  concat:     nothing,
  slice:      (at, { start, end })            => ({ start: count(`${at}.start`, start), end: count(`${at}.end`, end) }),
  constant:   (at, { values })                => ({ values: listOf(`${at}.values`, values) }),
  softmax:    nothing,
  "layer-normalization": (at, { gain, shift, epsilon }, dtype) => ({
    gain: tensor(listOf(`${at}.gain`, gain), dtype),
    shift: tensor(listOf(`${at}.shift`, shift), dtype),
    epsilon: finite(`${at}.epsilon`, epsilon),
  }),
  "rms-normalization": (at, { gain, epsilon }, dtype) => ({
    gain: tensor(listOf(`${at}.gain`, gain), dtype),
    epsilon: finite(`${at}.epsilon`, epsilon),
  }),
};
