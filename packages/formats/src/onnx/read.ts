import { checkNetwork } from "@espalier/prune";
import type { NetworkFile } from "../network-file.ts";
import { checkBytes } from "../read-bytes.ts";
import { refuse } from "../refuse.ts";
import { constantsOf, describe } from "./constants.ts";
import { activateLayer, finished } from "./draft.ts";
import type { Draft } from "./draft.ts";
import { geluInParts } from "./gelu.ts";
import { readModel } from "./read-model.ts";
import type { Graph, Node, ValueInfo } from "./model.ts";
import { operators } from "./operators.ts";
import { typeName, types } from "./tensor.ts";

/** The least version of the operators that is read. */
const OLDEST_OPSET = 9;

/**
 * Reads a chain of fully-connected layers from an ONNX file: Gemm, or MatMul and Add; Relu, LeakyRelu, PRelu, Tanh, Sigmoid, and Gelu
 * in one node or in parts; Flatten and Reshape to one sample a row, Identity and Dropout; Softmax or LogSoftmax at the end, which
 * is left out of the network and told as its `head`. Everything else is refused by its name.
 *
 * Memory: the parameters, at most four times the bytes (f16 in varints), and what is known of nodes, of which there are 10,000 at most.
 *
 * @throws FormatError naming the byte, and the node, tensor or field
 */
export function readOnnx(bytes: Uint8Array): NetworkFile {
  checkBytes("onnx", bytes);
  const { irVersion, opset, metadata, graph } = readModel(bytes);
  if (opset < OLDEST_OPSET)
    refuse(0, "opset_import", `operators of version ${OLDEST_OPSET} or newer`, `${opset}`);
  const input = theOnly(
    "input",
    graph.inputs.filter(({ name }) => !graph.initializers.has(name)),
    graph,
  );
  const output = theOnly("output", graph.outputs, graph);
  const [batch, ...axes] = input.shape ?? [""];
  const draft: Draft = {
    constants: constantsOf(bytes, graph),
    batch: batch ?? "",
    axes: axesOf(input, axes),
    layers: [],
    taken: new Set(),
  };
  walk(draft, graph, input, output);
  const { network, names } = finished(draft);
  const { precision = "f32" } = draft;
  const code = types.find((type) => type.precision === precision)?.code;
  if (input.type !== code)
    refuse(input.at, `input ${input.name}`, `${precision}, as the weights are`, typeName(input.type));
  checkNetwork("readOnnx", network);
  return {
    network,
    precision,
    names,
    ...(draft.head === undefined ? {} : { head: draft.head }),
    ...(metadata.size === 0 ? {} : { metadata: Object.fromEntries(metadata) }),
    onnx: {
      opset,
      irVersion,
      graphName: graph.name,
      inputName: input.name,
      inputShape: [
        batch ?? "",
        ...(axes.length === 0 || axes.includes("") ? [network.layers[0].weight.shape[1]] : axes),
      ],
      outputName: output.name,
    },
  };
}

function theOnly(what: string, values: readonly ValueInfo[], graph: Graph): ValueInfo {
  if (values.length !== 1)
    refuse(
      graph.at,
      `graph.${what}`,
      "one that is no initializer",
      values
        .map(({ name }) => name)
        .slice(0, 5)
        .join(", ") || "none",
    );
  return values[0];
}

/** The axes of a sample. One without a size is known by the first weight; of several, each must be known. */
function axesOf(
  { at, name, shape }: ValueInfo,
  axes: readonly (number | string)[],
): readonly number[] | undefined {
  const sizes = axes.filter((axis) => typeof axis === "number");
  if (shape === undefined || (axes.length === 1 && sizes.length === 0)) return undefined;
  if (axes.length === 0 || sizes.length < axes.length || !sizes.every((size) => size > 0))
    refuse(at, `input ${name}`, "a batch of samples, [batch, inputs …]", `[${shape.join(", ")}]`);
  return sizes;
}

/** Goes from the input to the output, node by node. */
function walk(draft: Draft, graph: Graph, input: ValueInfo, output: ValueInfo): void {
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes)
    for (const name of new Set(node.inputs)) {
      const known = readers.get(name);
      if (known === undefined) readers.set(name, [node]);
      else known.push(node);
    }
  const consumers = (value: string): readonly Node[] => readers.get(value) ?? [];
  const passed = new Set<Node>();
  let value = input.name;
  while (value !== output.name) {
    const next = consumers(value);
    if (next.length === 0)
      refuse(
        output.at,
        `output ${output.name}`,
        "to be reached from the input",
        `an end at ${JSON.stringify(value)}`,
      );
    const again = next.find((node) => passed.has(node));
    if (again !== undefined)
      refuse(again.at, describe(again), "a chain that goes on", "one that comes back to it");
    if (next.length === 1) {
      apply(draft, next[0], value);
      passed.add(next[0]);
      value = next[0].outputs[0];
    } else {
      const { nodes, output: end } = geluInParts(value, consumers, draft.constants, draft.precision ?? "f32");
      checkHead(draft, nodes[0]);
      activateLayer(draft, nodes[0], { kind: "gelu" });
      for (const node of nodes) passed.add(node);
      value = end;
    }
  }
  const left = graph.nodes.find((node) => !passed.has(node) && !draft.constants.has(node.outputs[0] ?? ""));
  if (left !== undefined)
    refuse(left.at, describe(left), "a chain from the input to the output", "a node beside it");
  if (draft.layers.length === 0) refuse(graph.at, "graph", "at least one Gemm or MatMul", "none");
}

function apply(draft: Draft, node: Node, value: string): void {
  checkHead(draft, node);
  const operator = node.domain === "" || node.domain === "ai.onnx" ? operators.get(node.operator) : undefined;
  if (operator === undefined)
    return refuse(
      node.at,
      describe(node),
      `one of ${[...operators.keys()].join(", ")}`,
      `the operator ${node.operator.slice(0, 40)}`,
    );
  if (
    node.outputs[0] === undefined ||
    node.outputs[0] === "" ||
    node.inputs.indexOf(value) !== node.inputs.lastIndexOf(value)
  )
    refuse(node.at, describe(node), "one output, and the samples as one input", "none, or as several");
  operator(draft, node, value);
}

/** Behind a head there is nothing but the output. */
function checkHead({ head }: Draft, node: Node): void {
  if (head !== undefined && node.operator !== "Identity")
    refuse(node.at, describe(node), `nothing behind the ${head}`, "a node");
}
