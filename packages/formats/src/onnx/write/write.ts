import { ValueError } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { checkNetwork } from "@espalier/prune";
import { namesOf, precisionOf } from "../../network-file.ts";
import type { NetworkFile, OnnxDetails } from "../../network-file.ts";
import { writeNumbers } from "../../numbers.ts";
import { bytesField, intField, join, messageField, textField } from "../../protobuf/write.ts";
import type { Bytes } from "../../protobuf/write.ts";
import { graphOf } from "./graph.ts";
import type { NodePlan } from "./graph.ts";
import { types } from "../file/tensor.ts";

/** What a file says when nothing else is known: operators and format of 2020, which every runtime reads. */
const defaults: Omit<OnnxDetails, "inputShape"> = {
  opset: 13,
  irVersion: 7,
  graphName: "espalier",
  inputName: "input",
  outputName: "output",
};

/** The oldest operators and file format that are written: before, initializers had to be inputs as well. */
const OLDEST = { opset: 9, irVersion: 4 };

/**
 * Writes a network as an ONNX file: Gemm (MatMul where the file had no bias, as long as it is zeros), the activations, the head.
 * {@link readOnnx} gives the same bits. A GELU is one node since operators 20, and Div, Erf, Add and Mul before.
 *
 * @throws ShapeError, ValueError when the network is none, its input has another size than the file says, two parameters
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
 * @throws as {@link writeOnnx}; ValueError when the location is no name of a file
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
  const width = file.network.layers[0].weight.shape[1];
  const known: OnnxDetails = file.onnx ?? { ...defaults, inputShape: ["batch", width] };
  const details = {
    ...known,
    opset: Math.max(known.opset, OLDEST.opset),
    irVersion: Math.max(known.irVersion, OLDEST.irVersion),
  };
  const outputs = file.network.layers[file.network.layers.length - 1].weight.shape[0];
  const { nodes, tensors, lists } = graphOf(file, namesOf(who, file), details);
  const outputShape = details.outputShape ?? [details.inputShape[0], outputs];
  // The numbers of the fields are those of onnx/onnx.proto3.
  const graph = [
    ...nodes.map((node, index) => messageField(1, nodeFields(node, index))),
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
    messageField(11, valueFields(details.inputName, code, details.inputShape)),
    messageField(12, valueFields(details.outputName, code, outputShape)),
  ];
  return join([
    intField(1, details.irVersion),
    textField(2, "espalier"),
    messageField(7, graph),
    messageField(8, [textField(1, ""), intField(2, details.opset)]),
    ...Object.entries(file.metadata ?? {}).map(([key, value]) =>
      messageField(14, [textField(1, key), textField(2, value)]),
    ),
  ]);
}

const INT64 = 7;

const nodeFields = ({ operator, inputs, output, attributes }: NodePlan, index: number): Bytes[] => [
  ...inputs.map((name) => textField(1, name)),
  textField(2, output),
  textField(3, `${operator}_${index}`),
  textField(4, operator),
  ...attributes.map((attribute) => bytesField(5, attribute)),
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
