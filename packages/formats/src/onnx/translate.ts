import { refuse } from "../refuse.ts";
import { constantsOf } from "./constants/constants.ts";
import type { Constants } from "./constants/constants.ts";
import type { Size } from "./constants/size.ts";
import { describe } from "./describe.ts";
import type { ModelBytes } from "./file/external.ts";
import type { Graph, Model, Node, ValueInfo } from "./file/model.ts";
import { isSamples } from "./operators/context.ts";
import type { Context, Operand } from "./operators/context.ts";
import { operators } from "./operators/operators.ts";
import { axesWithBatch } from "./samples.ts";
import type { Samples } from "./samples.ts";
import type { Step, StepGraph } from "./steps.ts";

/** What a model computes, as steps, and what of its shapes must be said again when it is written. */
export interface Translation extends StepGraph {
  /** The axes of the outputs, the batch included; undefined where they are [batch, outputs]. */
  readonly outputShape: readonly Size[] | undefined;
  readonly width: number | undefined;
  readonly notes: readonly string[];
}

/**
 * The steps of a model: each node becomes a constant, another view of its samples, or a step.
 *
 * @param isOneSample whether the input has no axis of samples
 * @throws FormatError naming the node that is none of these
 */
export function translate(
  bytes: ModelBytes,
  { graph, opset }: Model,
  input: ValueInfo,
  output: ValueInfo,
  isOneSample: boolean,
): Translation {
  const constants = constantsOf(bytes, graph);
  const values = new Map<string, Samples>();
  const steps: Step[] = [];
  const notes: string[] = [];
  const first: Samples = { id: 0, axes: axesOf(input, isOneSample), batched: !isOneSample };
  values.set(input.name, first);
  const [batch = ""] = input.shape ?? [];
  const context: Context = {
    opset,
    batch: typeof batch === "number" ? batch : { times: 1 },
    type: input.type,
    mostEntries: bytes.own.length,
    note: (text) => void notes.push(text),
    step(node, inputs, does, axes, batched = true) {
      const id = steps.length + 1;
      steps.push({ node, inputs: inputs.map((each) => each.id), output: id, does });
      return { id, axes, batched };
    },
  };
  for (const node of needed(graph, output.name)) takeIn(node, context, constants, values);
  const end =
    values.get(output.name) ??
    refuse(output.at, `output ${output.name}`, "to be reached from the input", "a constant, or nothing");
  const isUsual = end.batched && (end.axes === undefined || end.axes.length === 1);
  return {
    input: 0,
    output: end.id,
    steps,
    notes,
    width: first.axes?.reduce((size, axis) => size * axis, 1),
    outputShape: isUsual ? undefined : axesWithBatch(end, context.batch),
  };
}

function takeIn(node: Node, context: Context, constants: Constants, values: Map<string, Samples>): void {
  const [output = ""] = node.outputs;
  const operands = node.inputs.map((name): Operand => {
    if (name === "") return undefined;
    const samples = values.get(name);
    if (samples !== undefined) return samples;
    // A constant is read when it is needed; whether there is one is known at once.
    if (!constants.has(name))
      return refuse(node.at, describe(node), "values that come before it", JSON.stringify(name.slice(0, 60)));
    return undefined;
  });
  if (!operands.some(isSamples)) return constants.compute(node);
  if (node.operator === "Shape") return constants.set(output, shapeOf(node, operands, context));
  const isKnown = node.domain === "" || node.domain === "ai.onnx";
  const operator = isKnown ? operators.get(node.operator) : undefined;
  if (operator === undefined)
    return refuse(
      node.at,
      describe(node),
      "an operator of fully-connected layers, their activations, or affine maps between them",
      `${isKnown ? "" : `${node.domain.slice(0, 40)}.`}${node.operator.slice(0, 40)}`,
    );
  if (output === "") refuse(node.at, describe(node), "one output", "none");
  const all = node.inputs.map((name, at) => operands[at] ?? (name === "" ? undefined : constants.get(name)));
  values.set(output, operator(context, node, all));
}

function shapeOf(node: Node, operands: readonly Operand[], { batch }: Context): ReturnType<Constants["get"]> {
  const [x] = operands.filter(isSamples);
  const sizes = axesWithBatch(x, batch);
  if (sizes === undefined) return refuse(node.at, describe(node), "samples of a known size", "others");
  const [start, end] = ["start", "end"].map((name) => node.attributes.get(name)?.int);
  const values = sizes.slice(start ?? 0, end);
  return { kind: "wholes", shape: [values.length], values };
}

/** The axes of a sample. One without a size is known by the first weight; of several, each must be known. */
function axesOf({ at, name, shape }: ValueInfo, isOneSample: boolean): readonly number[] | undefined {
  if (shape === undefined) return undefined;
  const axes = isOneSample ? shape : shape.slice(1);
  const sizes = axes.filter((axis) => typeof axis === "number");
  if (axes.length === 1 && sizes.length === 0) return undefined;
  if (axes.length === 0 || sizes.length < axes.length || !sizes.every((size) => size > 0))
    refuse(at, `input ${name}`, "a batch of samples, [batch, inputs …]", `[${shape.join(", ")}]`);
  return sizes;
}

/** The nodes that an output depends on, each behind those that it reads; the others change nothing. */
function needed({ nodes, at }: Graph, output: string): Node[] {
  const producers = new Map<string, Node>();
  for (const node of nodes) for (const name of node.outputs) if (name !== "") producers.set(name, node);
  const sorted: Node[] = [];
  const state = new Map<Node, "open" | "done">();
  const last = producers.get(output);
  const waiting: Node[] = last === undefined ? [] : [last];
  while (waiting.length > 0) {
    const node = waiting[waiting.length - 1];
    const before = node.inputs.map((name) => producers.get(name));
    const missing =
      state.get(node) === undefined
        ? before.filter((each) => each !== undefined && state.get(each) !== "done")
        : [];
    state.set(node, state.get(node) ?? "open");
    if (missing.length === 0) {
      waiting.pop();
      if (state.get(node) !== "done") sorted.push(node);
      state.set(node, "done");
    } else
      for (const each of missing) {
        if (each === undefined) continue;
        if (state.get(each) === "open")
          refuse(each.at || at, describe(each), "nodes that go forward", "one that comes back to itself");
        waiting.push(each);
      }
  }
  return sorted;
}
