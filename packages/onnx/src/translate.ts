import { sizeOf } from "@espalier/tensor";
import { refuse } from "@espalier/files/bytes";
import { constantsOf } from "./constants/constants.ts";
import type { Constants } from "./constants/constants.ts";
import type { Size } from "./constants/size.ts";
import { refuseNode } from "./describe.ts";
import type { ModelBytes } from "./file/external.ts";
import type { Model, Node, ValueInfo } from "./file/model.ts";
import { forEachSample, shapeOf } from "./each-sample.ts";
import { axesOf, batchOf } from "./inputs.ts";
import { isSamples } from "./operators/context.ts";
import type { Context, Operand } from "./operators/context.ts";
import { operators, splittingOperators } from "./operators/operators.ts";
import { refuseOperator } from "./operators/refuse.ts";
import { axesWithBatch } from "./samples.ts";
import type { Samples } from "./samples.ts";
import { sorted } from "./sorted.ts";
import type { Step, StepGraph } from "./steps.ts";
import { beginsTail, tailOf } from "./tail.ts";
import type { Tail } from "./tail.ts";

/** What a model computes, as steps, and what of its shapes must be said again when it is written. */
export interface Translation extends StepGraph {
  /** What each output is called, and its axes, the batch included; undefined where they are [batch, outputs]. */
  readonly ends: readonly End[];
  readonly tail: Tail | undefined;
  readonly notes: readonly string[];
}

export interface End {
  readonly name: string;
  readonly shape: readonly Size[] | undefined;
  /** Whether only the tail reads it. */
  readonly isInner: boolean;
}

/**
 * The steps of a model: each node becomes a constant, another view of its samples, a step, or a part of the tail.
 *
 * @param isOneSample whether the inputs have no axis of samples
 * @throws FormatError naming the node that is none of these
 */
export function translate(
  bytes: ModelBytes,
  model: Model,
  inputs: readonly ValueInfo[],
  outputs: readonly ValueInfo[],
  isOneSample: boolean,
): Translation {
  const { graph, opset } = model;
  const values: Values = {
    samples: new Map(),
    names: new Map(),
    tail: [],
    tailNames: new Set(),
    sources: new Map(),
  };
  const constants = constantsOf(bytes, graph);
  const steps: Step[] = [];
  const notes: string[] = [];
  for (const [k, input] of inputs.entries())
    know(values, input.name, { id: k, axes: axesOf(input, isOneSample), batched: !isOneSample });
  // Picks and constants for each sample, all together: a thousand Slices must not take a thousand times the file.
  let room = 8 * bytes.own.length + 2 ** 16;
  const context: Context = {
    opset,
    batch: batchOf(inputs, isOneSample),
    type: inputs[0].type,
    mostEntries: bytes.own.length,
    room(node, entries) {
      room -= entries;
      if (!(room >= 0)) refuseNode(node, "samples of a size in proportion to the file", "larger ones");
    },
    note: (text) => void notes.push(text),
    step(node, from, does, axes, batched = true) {
      const id = inputs.length + steps.length;
      const width = axes === undefined ? undefined : sizeOf(axes);
      steps.push({ node, inputs: from.map((each) => each.id), output: id, width, does });
      return { id, axes, batched };
    },
  };
  for (const node of sorted(graph, outputs)) takeIn(node, context, constants, values);
  keepConstants(outputs, values, steps, inputs.length);
  const tail = tailOf(bytes, model, values.tail, outputs, values.sources);
  const found = [
    ...outputs
      .filter(({ name }) => !values.tailNames.has(name))
      .map((output) => ({ name: output.name, at: output.at })),
    ...(tail?.reads ?? []).map((name) => ({ name, at: graph.at })),
  ];
  const ends: (End & { readonly id: number })[] = [];
  for (const { name, at } of found) {
    const end =
      values.samples.get(name) ??
      refuse(at, `output ${name}`, "to be reached from the input", "a constant, or nothing");
    const isInner = tail?.reads.includes(name) === true && !outputs.some((output) => output.name === name);
    const isUsual = end.batched && (end.axes === undefined || end.axes.length === 1);
    if (!ends.some((other) => other.name === name))
      ends.push({
        id: end.id,
        name,
        isInner,
        shape: isUsual ? undefined : axesWithBatch(end, context.batch),
      });
  }
  return {
    inputs: inputs.map(({ name }, value) => {
      const axes = values.samples.get(name)?.axes;
      return { value, width: axes === undefined ? undefined : sizeOf(axes) };
    }),
    outputs: ends.map(({ id }) => id),
    steps,
    // An output is called as such, whatever names it had before.
    names: new Map([...values.names, ...ends.toReversed().map(({ id, name }) => [id, name] as const)]),
    ends,
    tail,
    notes,
  };
}

/** Outputs that are the same for every sample, such as a logarithm of a standard deviation, belong to the tail. */
function keepConstants(
  outputs: readonly ValueInfo[],
  { samples, sources, tail, tailNames }: Values,
  steps: readonly Step[],
  inputs: number,
): void {
  const depends = new Set(Array.from({ length: inputs }, (_, k) => k));
  for (const step of steps) if (step.inputs.some((value) => depends.has(value))) depends.add(step.output);
  for (const { name } of outputs) {
    const source = sources.get(name);
    const value = samples.get(name);
    if (source === undefined || (value !== undefined && depends.has(value.id))) continue;
    tail.push(source);
    for (const each of source.outputs) tailNames.add(each);
  }
}

interface Values {
  /** What depends on the samples, and is computed by steps. */
  readonly samples: Map<string, Samples>;
  /** The first name of each. */
  readonly names: Map<number, string>;
  /** The nodes of the tail, and the names of what they compute. */
  readonly tail: Node[];
  readonly tailNames: Set<string>;
  /** The nodes that constants come from. */
  readonly sources: Map<string, Node>;
}

function takeIn(node: Node, context: Context, constants: Constants, values: Values): void {
  const [output = ""] = node.outputs;
  if (
    beginsTail(node, (name) => values.samples.get(name), context) ||
    node.inputs.some((name) => values.tailNames.has(name))
  ) {
    values.tail.push(node);
    for (const name of node.outputs) values.tailNames.add(name);
    return;
  }
  const operands = node.inputs.map((name): Operand => {
    if (name === "") return undefined;
    const samples = values.samples.get(name);
    if (samples !== undefined) return samples;
    // A constant is read when it is needed; whether there is one is known at once.
    if (!constants.has(name))
      return refuseNode(node, "values that come before it", JSON.stringify(name.slice(0, 60)));
    return undefined;
  });
  if (!operands.some(isSamples)) {
    values.sources.set(output, node);
    const repeated = forEachSample(node, context, constants);
    if (repeated === undefined) constants.compute(node);
    else know(values, output, repeated);
    return;
  }
  if (node.operator === "Shape") {
    values.sources.set(output, node);
    return constants.set(output, shapeOf(node, operands, context));
  }
  if (output === "") refuseNode(node, "one output", "none");
  const all = node.inputs.map((name, at) => operands[at] ?? (name === "" ? undefined : constants.get(name)));
  const isKnown = node.domain === "" || node.domain === "ai.onnx";
  const operator = isKnown ? operators.get(node.operator) : undefined;
  if (operator !== undefined) return know(values, output, operator(context, node, all));
  const splitting = isKnown ? splittingOperators.get(node.operator) : undefined;
  if (splitting === undefined) return refuseOperator(node, isKnown);
  for (const [k, part] of splitting(context, node, all).entries()) know(values, node.outputs[k], part);
}

function know({ samples, names }: Values, name: string, value: Samples): void {
  samples.set(name, value);
  if (!names.has(value.id)) names.set(value.id, name);
}
