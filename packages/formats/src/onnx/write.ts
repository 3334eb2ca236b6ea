import type { Tensor } from "@espalier/tensor";
import { checkNetwork } from "@espalier/prune";
import { namesOf, precisionOf } from "../network-file.ts";
import type { NetworkFile, OnnxDetails, Precision } from "../network-file.ts";
import { writeNumbers } from "../numbers.ts";
import { bytesField, intField, join, messageField, textField } from "../protobuf/write.ts";
import type { Bytes } from "../protobuf/write.ts";
import { graphOf } from "./graph.ts";
import type { NodePlan } from "./graph.ts";
import { types } from "./tensor.ts";

/** What a file says when nothing else is known: operators and format of 2020, which every runtime reads. */
const defaults: Omit<OnnxDetails, "inputShape"> = {
  opset: 13,
  irVersion: 7,
  graphName: "espalier",
  inputName: "input",
  outputName: "output",
};

/**
 * Writes a network as an ONNX file: Gemm (MatMul where the file had no bias, as long as it is zeros), the activations, the head.
 * {@link readOnnx} gives the same bits. A GELU is one node since operators 20, and Div, Erf, Add and Mul before.
 *
 * @throws ShapeError, ValueError when the network is none, its input has another size than the file says, two parameters
 * have one name, or a number is too large for f16
 */
export function writeOnnx(file: NetworkFile): Bytes {
  checkNetwork("writeOnnx", file.network);
  const precision = precisionOf(file);
  const code = types.find((type) => type.precision === precision)?.code ?? 1;
  const width = file.network.layers[0].weight.shape[1];
  const details: OnnxDetails = file.onnx ?? { ...defaults, inputShape: ["batch", width] };
  const outputs = file.network.layers[file.network.layers.length - 1].weight.shape[0];
  const { nodes, tensors } = graphOf(file, namesOf("writeOnnx", file), details);
  // The numbers of the fields are those of onnx/onnx.proto3.
  const graph = [
    ...nodes.map((node, index) => messageField(1, nodeFields(node, index))),
    textField(2, details.graphName),
    ...[...tensors].map(([name, tensor]) => messageField(5, tensorFields(name, tensor, code, precision))),
    messageField(11, valueFields(details.inputName, code, details.inputShape)),
    messageField(12, valueFields(details.outputName, code, [details.inputShape[0], outputs])),
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

const nodeFields = ({ operator, inputs, output, attributes }: NodePlan, index: number): Bytes[] => [
  ...inputs.map((name) => textField(1, name)),
  textField(2, output),
  textField(3, `${operator}_${index}`),
  textField(4, operator),
  ...attributes.map((attribute) => bytesField(5, attribute)),
];

const tensorFields = (name: string, { shape, data }: Tensor, code: number, precision: Precision): Bytes[] => [
  ...shape.map((size) => intField(1, size)),
  intField(2, code),
  textField(8, name),
  bytesField(9, writeNumbers("writeOnnx", name, data, precision)),
];

const valueFields = (name: string, code: number, shape: readonly (number | string)[]): Bytes[] => {
  const axes = shape.map((axis) =>
    messageField(1, typeof axis === "number" ? [intField(1, axis)] : axis === "" ? [] : [textField(2, axis)]),
  );
  return [textField(1, name), messageField(2, [messageField(1, [intField(1, code), messageField(2, axes)])])];
};
