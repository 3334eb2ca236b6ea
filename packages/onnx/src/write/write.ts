import { ShapeError, ValueError } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { checkNetwork, graphOf, outputWidths } from "@espalier/network";
import { namesOf, precisionOf } from "@espalier/files";
import type { NetworkFile, OnnxDetails, OnnxTailNode } from "@espalier/files";
import { writeNumbers } from "@espalier/files/bytes";
import { bytesField, intField, join, messageField, textField } from "@espalier/files/protobuf";
import type { Bytes } from "@espalier/files/protobuf";
import { graphPlanOf } from "./graph.ts";
import type { NodePlan } from "./plan.ts";
import { types } from "../file/tensor.ts";

/** What a file says when nothing else is known: operators and format of 2020, which every runtime reads. */
const defaults = { opset: 13, irVersion: 7, graphName: "espalier" };

/** The oldest operators and file format that are written: before, initializers had to be inputs as well. */
const OLDEST = { opset: 9, irVersion: 4 };

/**
 * Writes a network as an ONNX file: Gemm (MatMul where the file had no bias, as long as it is zeros), the activations, the head.
 * {@link readOnnx} gives the same bits. A GELU is one node since operators 20, and Div, Erf, Add and Mul before.
 *
 * @throws ShapeError, ValueError when the network is not valid, its input has another size than the file says, two parameters
 * have one name, or a number is too large for f16
 */
export function writeOnnx(file: NetworkFile): Bytes {
  return modelOf("writeOnnx", file, inlined);
}

/** A model, and the numbers that it leaves to the file beside it; undefined where it leaves none. */
export interface OnnxWithData {
  /** The ONNX file. */
  readonly model: Bytes;
  /** The file beside it. */
  readonly data: Bytes | undefined;
}

/** Tensors of fewer bytes stay in the model. */
const LEAST_EXTERNAL = 256;

/** Numbers in another file begin at multiples of this. */
const ALIGNMENT = 64;

/**
 * Writes a network as an ONNX file whose large tensors lie in a file beside it, as PyTorch does; otherwise as {@link writeOnnx} does.
 *
 * @param location the name of that file, as the model says it
 * @throws as {@link writeOnnx}; ValueError when the location is not a name of a file
 */
export function writeOnnxWithData(file: NetworkFile, location: string): OnnxWithData {
  if (location === "" || /[/\\]|^\.{1,2}$/.test(location))
    throw new ValueError(
      "writeOnnxWithData",
      "the name of a file beside the model",
      JSON.stringify(location),
    );
  const parts: Bytes[] = [];
  let size = 0;
  const model = modelOf("writeOnnxWithData", file, (bytes) => {
    if (bytes.length < LEAST_EXTERNAL) return inlined(bytes);
    const entries = { location, offset: `${size}`, length: `${bytes.length}` };
    const padding = (ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT;
    parts.push(bytes, new Uint8Array(padding));
    size += bytes.length + padding;
    return [
      ...Object.entries(entries).map(([key, value]) =>
        messageField(13, [textField(1, key), textField(2, value)]),
      ),
      intField(14, 1),
    ];
  });
  return { model, data: parts.length === 0 ? undefined : join(parts) };
}

/** Where a tensor says its numbers are. */
type Placed = (bytes: Bytes) => readonly Bytes[];

const inlined: Placed = (bytes) => [bytesField(9, bytes)];

function modelOf(who: string, file: NetworkFile, placed: Placed): Bytes {
  checkNetwork(who, file.network);
  const precision = precisionOf(file);
  const code = types.find((type) => type.precision === precision)?.code ?? 1;
  const { inputs, outputs } = graphOf(file.network);
  const known: OnnxDetails = file.onnx ?? {
    ...defaults,
    inputs: inputs.map(({ name, width }) => ({ name, shape: ["batch", width] })),
    outputs: outputs.map(({ name }) => ({ name })),
  };
  const details = {
    ...known,
    opset: Math.max(known.opset, OLDEST.opset),
    irVersion: Math.max(known.irVersion, OLDEST.irVersion),
  };
  checkEnds(who, details, inputs.length, outputs.length);
  const { nodes, tensors, lists } = graphPlanOf(who, file, namesOf(who, file), details);
  // The numbers of the fields are those of onnx/onnx.proto3.
  const graph = [
    ...nodes.map((node, index) => messageField(1, nodeFields(node, index))),
    ...(details.tail?.nodes ?? []).map((node) => messageField(1, tailFields(node))),
    textField(2, details.graphName),
    ...[...tensors].map(([name, { shape, data }]) =>
      messageField(5, [
        ...tensorFields(name, shape, code),
        ...placed(writeNumbers(who, name, data, precision)),
      ]),
    ),
    ...[...lists].map(([name, list]) =>
      messageField(5, [
        ...tensorFields(name, [list.length], INT64),
        ...list.map((value) => intField(7, value)),
      ]),
    ),
    ...Object.values(details.tail?.tensors ?? {}).map((tensor) => bytesField(5, tensor)),
    ...inputInfos(details, code).map((info) => bytesField(11, info)),
    ...outputInfos(details, code, outputWidths(file.network)).map((info) => bytesField(12, info)),
  ];
  return join([
    intField(1, details.irVersion),
    textField(2, "espalier"),
    messageField(7, graph),
    messageField(8, [textField(1, ""), intField(2, details.opset)]),
    ...Object.entries(details.tail?.domains ?? {}).map(([domain, version]) =>
      messageField(8, [textField(1, domain), intField(2, version)]),
    ),
    ...Object.entries(file.metadata ?? {}).map(([key, value]) =>
      messageField(14, [textField(1, key), textField(2, value)]),
    ),
  ]);
}

function checkEnds(who: string, { inputs, outputs }: OnnxDetails, ins: number, outs: number): void {
  for (const [what, received, expected] of [
    ["inputs", inputs.length, ins],
    ["outputs", outputs.length, outs],
  ] as const)
    if (received !== expected)
      throw new ShapeError(who, `onnx.${what} for ${expected} ${what}, as the network has`, `${received}`);
}

/** Inputs that nothing reads stand where they stood. */
function inputInfos({ inputs, unread = [] }: OnnxDetails, code: number): Bytes[] {
  const infos = inputs.map(({ name, shape }) => join(valueFields(name, code, shape)));
  for (const { at, info } of unread) infos.splice(at, 0, info);
  return infos;
}

/** In the order that the file had. */
function outputInfos(
  { inputs, outputs, tail }: OnnxDetails,
  code: number,
  widths: readonly number[],
): Bytes[] {
  const infos = new Map<string, Bytes>(Object.entries(tail?.outputs ?? {}));
  for (const [k, { name, shape = [inputs[0].shape[0], widths[k]], isInner }] of outputs.entries())
    if (!isInner) infos.set(name, join(valueFields(name, code, shape)));
  const order = tail?.order ?? outputs.map(({ name }) => name);
  return order.flatMap((name) => infos.get(name) ?? []);
}

const INT64 = 7;

const nodeFields = ({ operator, inputs, output, attributes }: NodePlan, index: number): Bytes[] => [
  ...inputs.map((name) => textField(1, name)),
  textField(2, output),
  textField(3, `${operator}_${index}`),
  textField(4, operator),
  ...attributes.map((attribute) => bytesField(5, attribute)),
];

const tailFields = ({ operator, domain, name, inputs, outputs, attributes }: OnnxTailNode): Bytes[] => [
  ...inputs.map((each) => textField(1, each)),
  ...outputs.map((each) => textField(2, each)),
  textField(3, name),
  textField(4, operator),
  ...attributes.map((attribute) => bytesField(5, attribute)),
  textField(7, domain),
];

const tensorFields = (name: string, shape: Shape, code: number): Bytes[] => [
  ...shape.map((size) => intField(1, size)),
  intField(2, code),
  textField(8, name),
];

const valueFields = (name: string, code: number, shape: readonly (number | string)[]): Bytes[] => {
  const axes = shape.map((axis) =>
    messageField(1, typeof axis === "number" ? [intField(1, axis)] : axis === "" ? [] : [textField(2, axis)]),
  );
  return [textField(1, name), messageField(2, [messageField(1, [intField(1, code), messageField(2, axes)])])];
};
