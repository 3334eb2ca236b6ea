// ONNX files with branches, in the ways in which exporters write them: no file is stored, each is built anew from its name and a seed.
import { randomNormal, seededRandom } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";
import {
  bytesField,
  floatField,
  intField,
  join,
  messageField,
  textField,
} from "../../files/src/protobuf/write.ts";
import type { Bytes } from "../../files/src/protobuf/write.ts";

/** How a file is written. */
export interface Style {
  readonly opset: number;
  /** Gemm, as torch has it, or MatMul and Add, as Keras and Flax have it. */
  readonly layers: "Gemm" | "MatMul";
  /** A Cast to the type that is there before and behind every layer, as Keras has it. */
  readonly casts?: boolean;
}

type Attribute = number | string | readonly number[] | { readonly float: number };

/** Puts a graph together, node by node; every method returns the name of a value. */
export interface Builder {
  readonly style: Style;
  readonly random: Random;
  readonly node: (
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, Attribute>>,
    outputs?: number,
  ) => string;
  /** A constant of floats: the given ones, or drawn. */
  readonly floats: (shape: readonly number[], values?: readonly number[]) => string;
  readonly number: (value: number) => string;
  readonly whole: (values: readonly number[], shape?: readonly number[]) => string;
  /** W x + b; weights named as one layer's are shared. */
  readonly linear: (x: string, inputs: number, neurons: number, shared?: string) => string;
  /** An operator that takes its axes as an attribute, or as an operand since the given operators. */
  readonly along: (
    operator: string,
    x: string,
    axes: readonly number[],
    since: number,
    keepdims?: boolean,
  ) => string;
  readonly slice: (x: string, start: number, end: number, step?: number) => string;
}

export interface GraphFile {
  readonly inputs: Readonly<Record<string, readonly (number | string)[]>>;
  /** @returns the values of the outputs */
  readonly build: (builder: Builder) => readonly string[];
}

const attributeFields = (name: string, value: Attribute): Bytes =>
  join([
    textField(1, name),
    ...(typeof value === "number"
      ? [intField(3, value), intField(20, 2)]
      : typeof value === "string"
        ? [textField(4, value), intField(20, 3)]
        : "float" in value
          ? [floatField(2, value.float), intField(20, 1)]
          : [...value.map((each) => intField(8, each)), intField(20, 7)]),
  ]);

const valueFields = (name: string, shape: readonly (number | string)[] | undefined): Bytes => {
  const axes = (shape ?? []).map((axis) =>
    messageField(1, [typeof axis === "number" ? intField(1, axis) : textField(2, axis)]),
  );
  // What ArgMax finds are whole numbers.
  const type = [
    intField(1, name.startsWith("argmax") ? 7 : 1),
    ...(shape === undefined ? [] : [messageField(2, axes)]),
  ];
  return join([textField(1, name), messageField(2, [messageField(1, type)])]);
};

/** The bytes of a file. */
export function graphFile({ inputs, build }: GraphFile, style: Style, seed: number): Bytes {
  const random = seededRandom(seed);
  const [nodes, tensors]: [Bytes[], Bytes[]] = [[], []];
  let next = 0;
  const fresh = (wish: string): string => `${wish}_${next++}`;
  const stored = (
    name: string,
    shape: readonly number[],
    type: number,
    data: Uint8Array<ArrayBuffer>,
  ): string => {
    tensors.push(
      join([
        ...shape.map((size) => intField(1, size)),
        intField(2, type),
        textField(8, name),
        bytesField(9, data),
      ]),
    );
    return name;
  };
  const shared = new Map<string, string>();
  const builder: Builder = {
    style,
    random,
    node(operator, from, attributes = {}, count = 1) {
      const outputs = Array.from({ length: count }, () => fresh(operator.toLowerCase()));
      nodes.push(
        join([
          ...from.map((name) => textField(1, name)),
          ...outputs.map((name) => textField(2, name)),
          textField(3, `node_${outputs[0]}`),
          textField(4, operator),
          ...Object.entries(attributes).map(([name, value]) => bytesField(5, attributeFields(name, value))),
        ]),
      );
      return outputs.join(" ");
    },
    floats(shape, values) {
      const size = shape.reduce((product, axis) => product * axis, 1);
      const data = Float32Array.from(values ?? randomNormal([size], random, "f32").data);
      return stored(fresh("val"), shape, 1, new Uint8Array(data.buffer));
    },
    number: (value) => builder.floats([], [value]),
    whole(values, shape = [values.length]) {
      const data = new BigInt64Array(values.map(BigInt));
      return stored(fresh("ints"), shape, 7, new Uint8Array(data.buffer));
    },
    linear(x, J, I, name) {
      const cast = (value: string): string =>
        style.casts === true ? builder.node("Cast", [value], { to: 1 }) : value;
      const weights = (): string => {
        const data = randomNormal([I * J], random, "f32").data.map((w) => w / Math.sqrt(J));
        return builder.floats(style.layers === "Gemm" ? [I, J] : [J, I], Array.from(data));
      };
      const W = name === undefined ? weights() : (shared.get(name) ?? weights());
      if (name !== undefined) shared.set(name, W);
      const b = builder.floats([I]);
      if (style.layers === "Gemm") return cast(builder.node("Gemm", [cast(x), W, b], { transB: 1 }));
      return cast(builder.node("Add", [cast(builder.node("MatMul", [cast(x), W])), b]));
    },
    along(operator, x, axes, since, keepdims = true) {
      const kept = operator.startsWith("Reduce") ? { keepdims: keepdims ? 1 : 0 } : {};
      return style.opset < since
        ? builder.node(operator, [x], { axes, ...kept })
        : builder.node(operator, [x, builder.whole(axes)], kept);
    },
    slice(x, start, end, step = 1) {
      if (style.opset < 10) return builder.node("Slice", [x], { starts: [start], ends: [end], axes: [1] });
      const lists = [[start], [end], [1], ...(step === 1 ? [] : [[step]])].map((list) => builder.whole(list));
      return builder.node("Slice", [x, ...lists]);
    },
  };
  const outputs = build(builder);
  return join([
    intField(1, style.opset < 9 ? 3 : 8),
    textField(2, "graph-files"),
    messageField(7, [
      ...nodes.map((node) => bytesField(1, node)),
      textField(2, "main_graph"),
      ...tensors.map((tensor) => bytesField(5, tensor)),
      ...Object.entries(inputs).map(([name, shape]) => bytesField(11, valueFields(name, shape))),
      ...outputs.map((name) => bytesField(12, valueFields(name, undefined))),
    ]),
    messageField(8, [textField(1, ""), intField(2, style.opset)]),
  ]);
}
