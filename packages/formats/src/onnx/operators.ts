import { allocate } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { ActivationKind } from "@espalier/prune";
import { dtypeFor } from "../numbers.ts";
import { refuse } from "../refuse.ts";
import { describe, transpose } from "./constants.ts";
import { activateLayer, addBias, addLayer, lastLayer, parameter, perNeuron, widthOf } from "./draft.ts";
import type { Draft } from "./draft.ts";
import type { Node } from "./model.ts";

/** What a node does to the samples, said to the draft. `value` is the name of the samples among its inputs. */
type Operator = (draft: Draft, node: Node, value: string) => void;

type Plain = Exclude<ActivationKind, "prelu">;
const activation =
  (kind: Plain): Operator =>
  (draft, node) =>
    activateLayer(draft, node, { kind });
const nothing: Operator = () => {};

/** Every operator that is read, beside Constant and those of a GELU in parts. */
// prettier-ignore
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ["Gemm",       gemm],
  ["MatMul",     matMul],
  ["Add",        add],
  ["Relu",       activation("relu")],
  ["LeakyRelu",  leakyRelu],
  ["PRelu",      pRelu],
  ["Tanh",       activation("tanh")],
  ["Sigmoid",    activation("sigmoid")],
  ["Gelu",       gelu],
  ["Identity",   nothing],
  ["Dropout",    dropout],
  ["Flatten",    flatten],
  ["Reshape",    reshape],
  ["Softmax",    head("softmax")],
  ["LogSoftmax", head("log-softmax")],
]);

const int = ({ attributes }: Node, name: string, otherwise: number): number =>
  attributes.get(name)?.int ?? otherwise;

/** α A B + β C, with A the samples; B transposed is W. */
function gemm(draft: Draft, node: Node, value: string): void {
  const [A, B, C] = node.inputs;
  if (A !== value) refuse(node.at, describe(node), "the samples as A", "as another input");
  if (int(node, "transA", 0) !== 0) refuse(node.at, `${describe(node)}, transA`, "0: one sample a row", "1");
  const { stored, ...factor } = parameter(draft, node, B);
  const weight = int(node, "transB", 0) === 0 ? transpose(node, factor) : factor;
  addLayer(draft, node, scaled(weight, node, "alpha"), stored);
  if (C === undefined || C === "") return;
  const { stored: biasName, ...bias } = parameter(draft, node, C);
  addBias(draft, node, scaled(bias, node, "beta"), biasName);
}

function scaled(tensor: Tensor, node: Node, name: string): Tensor {
  const factor = node.attributes.get(name)?.float ?? 1;
  if (!Number.isFinite(factor)) refuse(node.at, `${describe(node)}, ${name}`, "a finite number", `${factor}`);
  if (factor === 1) return tensor;
  const data = tensor.data.map((x) => factor * x);
  if (!data.every(Number.isFinite))
    refuse(node.at, `${describe(node)}, ${name}`, "finite products", `${factor}`);
  return { shape: tensor.shape, data };
}

function matMul(draft: Draft, node: Node, value: string): void {
  const [A, B] = node.inputs;
  if (A !== value) refuse(node.at, describe(node), "the samples as first factor", "as second");
  const { stored, ...factor } = parameter(draft, node, B);
  addLayer(draft, node, transpose(node, factor), stored);
}

function add(draft: Draft, node: Node, value: string): void {
  const other = node.inputs[0] === value ? node.inputs[1] : node.inputs[0];
  const { stored, ...bias } = parameter(draft, node, other);
  addBias(draft, node, bias, stored);
}

/** One slope for all neurons, 0.01 unless told otherwise. */
function leakyRelu(draft: Draft, node: Node): void {
  const slope = allocate(1, dtypeFor(draft.precision ?? "f32"));
  slope[0] = node.attributes.get("alpha")?.float ?? Math.fround(0.01);
  if (!Number.isFinite(slope[0]))
    refuse(node.at, `${describe(node)}, alpha`, "a finite number", `${slope[0]}`);
  activateLayer(draft, node, { kind: "prelu", slope: { shape: [1], data: slope } });
}

function pRelu(draft: Draft, node: Node, value: string): void {
  if (node.inputs[0] !== value) refuse(node.at, describe(node), "the samples as first input", "as slope");
  const { stored, ...slope } = parameter(draft, node, node.inputs[1]);
  const I = lastLayer(draft, node).weight.shape[0];
  activateLayer(draft, node, { kind: "prelu", slope: perNeuron(node, slope, stored, I, false) }, stored);
}

function gelu(draft: Draft, node: Node): void {
  const approximate = node.attributes.get("approximate")?.text ?? "none";
  if (approximate !== "none")
    refuse(
      node.at,
      `${describe(node)}, approximate`,
      '"none", the exact one with erf',
      JSON.stringify(approximate),
    );
  activateLayer(draft, node, { kind: "gelu" });
}

/** Nothing, when a network is run and not trained. */
function dropout({ constants }: Draft, node: Node): void {
  const training = node.inputs[2] ?? "";
  if (training !== "" || (node.inputs.length > 1 && !constants.has(node.inputs[1])))
    refuse(node.at, describe(node), "no training_mode", JSON.stringify(training));
}

function flatten(draft: Draft, node: Node): void {
  const axis = int(node, "axis", 1);
  const rank = draft.axes === undefined ? undefined : draft.axes.length + 1;
  if (axis !== 1 && (rank === undefined || axis + rank !== 1))
    refuse(node.at, `${describe(node)}, axis`, "1: one sample a row", `${axis}`);
  const width = widthOf(draft);
  if (width !== undefined) draft.axes = [width];
}

/** To [batch, width] and nothing else: 0 stands for the axis as it is, −1 for what remains. */
function reshape(draft: Draft, node: Node, value: string): void {
  if (node.inputs[0] !== value) refuse(node.at, describe(node), "the samples as first input", "as shape");
  const shape = draft.constants.integers(node, node.inputs[1]);
  const width = widthOf(draft);
  const [N, D] = shape;
  const rows = N === 0 || N === -1 || N === draft.batch;
  const columns = D === -1 ? N !== -1 && width !== undefined : D === width;
  if (shape.length !== 2 || !rows || !columns || int(node, "allowzero", 0) !== 0)
    refuse(
      node.at,
      describe(node),
      `[-1, ${width ?? "the number of inputs"}]: one sample a row`,
      `[${shape.join(", ")}]`,
    );
  if (width !== undefined) draft.axes = [width];
}

function head(kind: "softmax" | "log-softmax"): Operator {
  return (draft, node) => {
    lastLayer(draft, node);
    const axis = node.attributes.get("axis")?.int;
    // Without it: 1 up to operators 12, −1 since 13; of two axes both are the last.
    if (axis !== undefined && axis !== 1 && axis !== -1)
      refuse(node.at, `${describe(node)}, axis`, "1 or -1: over the outputs of a sample", `${axis}`);
    draft.head = kind;
  };
}
