import {
  bytesField,
  floatField,
  intField,
  join,
  messageField,
  textField,
} from "../../../files/src/protobuf/write.ts";
import type { Bytes } from "../../../files/src/protobuf/write.ts";

// ONNX files for tests, field by field; the numbers of the fields are those of onnx/onnx.proto3.

export interface TestNode {
  readonly op: string;
  readonly in: readonly string[];
  readonly out: readonly string[];
  readonly ints?: Readonly<Record<string, number>>;
  readonly floats?: Readonly<Record<string, number>>;
  readonly texts?: Readonly<Record<string, string>>;
  readonly tensors?: Readonly<Record<string, Bytes>>;
  readonly lists?: Readonly<Record<string, readonly number[]>>;
  readonly domain?: string;
}

export const node = (
  op: string,
  inputs: string,
  out: string,
  more: Omit<TestNode, "op" | "in" | "out"> = {},
): TestNode => ({ op, in: inputs.split(" ").filter(Boolean), out: out.split(" "), ...more });

/** A tensor of f32 as raw bytes, all its numbers 1 unless given. */
export function floats(name: string, dims: readonly number[], values?: readonly number[]): Bytes {
  const size = dims.reduce((product, axis) => product * axis, 1);
  const data = Float32Array.from(values ?? new Array<number>(size).fill(1));
  return join([
    ...dims.map((axis) => intField(1, axis)),
    intField(2, 1),
    textField(8, name),
    bytesField(9, new Uint8Array(data.buffer)),
  ]);
}

/** A list of int64 as varints. */
export const integers = (name: string, values: readonly number[]): Bytes =>
  join([
    intField(1, values.length),
    intField(2, 7),
    textField(8, name),
    ...values.map((value) => intField(7, value)),
  ]);

const nodeFields = (each: TestNode): Bytes[] => [
  ...each.in.map((name) => textField(1, name)),
  ...each.out.map((name) => textField(2, name)),
  textField(4, each.op),
  textField(7, each.domain ?? ""),
  ...Object.entries(each.ints ?? {}).map(([name, value]) =>
    messageField(5, [textField(1, name), intField(3, value)]),
  ),
  ...Object.entries(each.floats ?? {}).map(([name, value]) =>
    messageField(5, [textField(1, name), floatField(2, value)]),
  ),
  ...Object.entries(each.texts ?? {}).map(([name, value]) =>
    messageField(5, [textField(1, name), textField(4, value)]),
  ),
  ...Object.entries(each.tensors ?? {}).map(([name, value]) =>
    messageField(5, [textField(1, name), bytesField(5, value)]),
  ),
  ...Object.entries(each.lists ?? {}).map(([name, values]) =>
    messageField(5, [textField(1, name), ...values.map((value) => intField(8, value))]),
  ),
];

export const valueInfo = (name: string, shape?: readonly (number | string)[], type = 1): Bytes[] => [
  textField(1, name),
  messageField(2, [
    messageField(1, [
      intField(1, type),
      ...(shape === undefined
        ? []
        : [
            messageField(
              2,
              shape.map((axis) =>
                messageField(1, [typeof axis === "number" ? intField(1, axis) : textField(2, axis)]),
              ),
            ),
          ]),
    ]),
  ]),
];

export interface ModelOptions {
  readonly opset?: number;
  readonly input?: readonly (number | string)[];
  readonly output?: readonly (number | string)[];
  readonly inputType?: number;
  /** Further fields of the graph, or of the model. */
  readonly graph?: readonly Bytes[];
  readonly model?: readonly Bytes[];
}

/** A model from x [N, 2] to y. */
export function model(
  nodes: readonly TestNode[],
  tensors: readonly Bytes[],
  {
    opset = 13,
    input = ["N", 2],
    output = ["N", 1],
    inputType = 1,
    graph = [],
    model: fields = [],
  }: ModelOptions = {},
): Uint8Array {
  const graphFields = [
    ...nodes.map((each) => messageField(1, nodeFields(each))),
    ...tensors.map((tensor) => bytesField(5, tensor)),
    messageField(11, valueInfo("x", input, inputType)),
    messageField(12, valueInfo("y", output)),
    ...graph,
  ];
  return join([
    intField(1, 7),
    messageField(7, graphFields),
    messageField(8, [intField(2, opset)]),
    ...fields,
  ]);
}
