import type { OnnxTail, OnnxTailNode } from "@espalier/files";
import type { Range } from "@espalier/files/protobuf";
import { refuse } from "@espalier/files/bytes";
import { describe, int } from "./describe.ts";
import type { ModelBytes } from "./file/external.ts";
import type { Model, Node, ValueInfo } from "./file/model.ts";
import { isFloat } from "./file/tensor.ts";
import { axisOfSample, refuseMixed } from "./operators/axes.ts";
import type { Context } from "./operators/context.ts";
import type { Samples } from "./samples.ts";

/** The last nodes of a file, from the first on that computes class numbers of floats. */
export interface Tail extends OnnxTail {
  /** The values of the network that the nodes read. */
  readonly reads: readonly string[];
}

/** Along one axis, and what they compute are not floats, or which of them come first. */
const CHOICES = new Set(["ArgMax", "ArgMin", "TopK", "Hardmax"]);
/** Of ONNX's domain of classical machine learning. */
const CLASSICAL = new Set(["ZipMap", "ArrayFeatureExtractor", "LabelEncoder", "Binarizer"]);

/** Whether a node that reads samples computes something that no network is made of, but that may stand behind one. */
export function beginsTail(
  node: Node,
  samplesOf: (name: string) => Samples | undefined,
  { type }: Context,
): boolean {
  const [x] = node.inputs.flatMap((name) => samplesOf(name) ?? []);
  if (x === undefined) return false;
  if (node.domain === "ai.onnx.ml") return CLASSICAL.has(node.operator);
  if (node.domain !== "" && node.domain !== "ai.onnx") return false;
  if (node.operator === "Cast") {
    const to = int(node, "to", 0);
    return to !== type && !isFloat(to);
  }
  if (!CHOICES.has(node.operator)) return false;
  const axis = int(node, "axis", node.operator.startsWith("Arg") ? 0 : -1);
  if (x.axes === undefined) {
    if (x.batched && axis !== 1 && axis !== -1) refuseMixed(node);
  } else axisOfSample(node, x, axis);
  return true;
}

/**
 * The tail of some nodes, with the constants that they read.
 *
 * @param sources the nodes that constants are computed by
 */
export function tailOf(
  bytes: ModelBytes,
  { graph, domains }: Model,
  nodes: readonly Node[],
  outputs: readonly ValueInfo[],
  sources: ReadonlyMap<string, Node>,
): Tail | undefined {
  if (nodes.length === 0) return undefined;
  const inputs = new Set(graph.inputs.map(({ name }) => name));
  const slice = ({ start, end }: Range): Uint8Array<ArrayBuffer> => bytes.own.slice(start, end);
  const all = new Set<Node>();
  const [tensors, reads] = [new Map<string, Uint8Array<ArrayBuffer>>(), new Set<string>()];
  const computed = new Set(nodes.flatMap((node) => node.outputs));
  const take = (node: Node): void => {
    if (all.has(node)) return;
    for (const name of node.inputs) {
      if (name === "" || computed.has(name)) continue;
      const source = sources.get(name);
      const stored = graph.initializers.get(name);
      if (stored?.external !== undefined)
        refuse(
          stored.at,
          name,
          "numbers in the file, as its last nodes read them",
          "numbers in another file",
        );
      if (stored !== undefined) tensors.set(name, slice({ start: stored.at, end: stored.end }));
      else if (source !== undefined) take(source);
      else if (!inputs.has(name)) reads.add(name);
    }
    all.add(node);
  };
  for (const node of nodes) take(node);
  return {
    nodes: Array.from(all, (node) => tailNode(node, slice)),
    tensors: Object.fromEntries(tensors),
    outputs: Object.fromEntries(
      outputs.flatMap(({ name, at, end }) => (computed.has(name) ? [[name, slice({ start: at, end })]] : [])),
    ),
    order: outputs.map(({ name }) => name),
    domains: Object.fromEntries(domains),
    reads: [...reads],
  };
}

const tailNode = (
  { operator, domain, name, inputs, outputs, attributeRanges }: Node,
  slice: (range: Range) => Uint8Array<ArrayBuffer>,
): OnnxTailNode => ({ operator, domain, name, inputs, outputs, attributes: attributeRanges.map(slice) });

/** What to say of a tail. */
export const tailNote = ({ nodes }: OnnxTail): string => {
  const names = nodes.map(describe);
  return `behind the outputs the file keeps ${names.slice(0, 5).join(", ")}${names.length > 5 ? " and more" : ""}`;
};
