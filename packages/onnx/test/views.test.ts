import { forward } from "@espalier/network";
import { wrap } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { externalFiles, readOnnx, writeOnnx, writeOnnxWithData } from "../src/index.ts";
import { bytesField, intField, join, messageField, textField } from "../../files/src/protobuf/write.ts";
import { floats, integers, model, node } from "./support/onnx.ts";
import type { TestNode } from "./support/onnx.ts";

const V = floats("V", [4, 1], [1, 2, 3, 4]);
const last = (from: string): TestNode => node("MatMul", `${from} V`, "y");
const constant = (name: string, values: readonly number[]) => integers(name, values);
const shaped = node("Shape", "x", "shape");
const opset11 = { opset: 11, input: ["N", 1, 2, 2] };

describe("what changes nothing does not stand in the way:", () => {
  // prettier-ignore
  it.each<readonly [what: string, nodes: readonly TestNode[], tensors: Parameters<typeof model>[1], options: Parameters<typeof model>[2]]>([
    ["Flatten",                         [node("Flatten", "x", "f"), last("f")],                                   [], opset11],
    ["Reshape that keeps zeros",        [node("Reshape", "x r", "f", { ints: { allowzero: 1 } }), last("f")],       [constant("r", [-1, 4])], opset11],
    ["Reshape to more axes and back",   [node("Reshape", "x r", "f"), node("Reshape", "f q", "g"), last("g")],      [constant("r", [0, 2, 2]), constant("q", [-1, 4])], opset11],
    ["the shape by Gather and Concat",  [shaped, node("Gather", "shape zero", "n"), node("Unsqueeze", "n", "u", { lists: { axes: [0] } }), node("Concat", "u minus", "r", { ints: { axis: 0 } }), node("Reshape", "x r", "f"), last("f")], [scalar("zero", 0), constant("minus", [-1])], opset11],
    ["the shape by Slice",              [shaped, node("Slice", "shape", "n", { lists: { starts: [0], ends: [1] } }), node("Concat", "n minus", "r", { ints: { axis: 0 } }), node("Reshape", "x r", "f"), last("f")], [constant("minus", [-1])], opset11],
    ["the size by a product",           [shaped, node("Slice", "shape", "n", { lists: { starts: [0], ends: [1] } }), node("Slice", "shape", "m", { lists: { starts: [2], ends: [3] } }), node("Mul", "m m", "p"), node("Concat", "n p", "r", { ints: { axis: 0 } }), node("Reshape", "x r", "f"), last("f")], [], opset11],
    ["Squeeze of axes of 1",            [node("Squeeze", "x", "f", { lists: { axes: [1, 3] } }), last("f")],        [], { opset: 11, input: ["N", 1, 4, 1] }],
    ["Unsqueeze and Flatten",           [node("Unsqueeze", "x", "u", { lists: { axes: [1] } }), node("Flatten", "u", "f"), last("f")], [], { opset: 11, input: ["N", 4] }],
    ["Transpose of axes of 1",          [node("Transpose", "x", "t", { lists: { perm: [0, 3, 1, 2] } }), node("Flatten", "t", "f"), last("f")], [], { opset: 11, input: ["N", 2, 2, 1] }],
    ["Cast to the same type",           [node("Cast", "x", "c", { ints: { to: 1 } }), last("c")],                   [], { input: ["N", 4] }],
    ["Dropout that is told not to train", [node("Dropout", "x ratio train", "d mask"), last("d")],                  [floats("ratio", [], [0.5]), truth("train", 0)], { input: ["N", 4] }],
    ["a node that nothing reads",       [last("x"), node("Relu", "y", "z")],                                        [], { input: ["N", 4] }],
    ["operators of 2017",               [node("Add", "x zeros", "a", { ints: { broadcast: 1, axis: 1 } }), node("Gemm", "a V c", "y", { ints: { broadcast: 1 } })], [floats("zeros", [4], [0, 0, 0, 0]), floats("c", [1], [0])], { opset: 6, input: ["N", 4] }],
  ])("%s", (_, nodes, tensors, options) => {
    const file = readOnnx(model(nodes, [V, ...tensors], options));
    expect(file.network.layers).toHaveLength(1);
    expect([...file.network.layers[0].weight.data]).toEqual([1, 2, 3, 4]);
    expect(file.notes).toBeUndefined();
    const again = readOnnx(writeOnnx(file));
    expect(again.network).toEqual(file.network);
    expect(again.onnx?.inputs[0].shape).toEqual(file.onnx?.inputs[0].shape);
  });

  it("a Cast to a wider type and back does, and the file says so", () => {
    const nodes = [
      node("Cast", "x", "d", { ints: { to: 11 } }),
      node("Cast", "d", "c", { ints: { to: 1 } }),
      last("c"),
    ];
    const file = readOnnx(model(nodes, [V], { input: ["N", 4] }));
    expect([...file.network.layers[0].weight.data]).toEqual([1, 2, 3, 4]);
    expect(file.notes).toEqual(['Cast "d": what follows is computed in float as all of the network']);
  });

  it.each<readonly [what: string, node: TestNode, tensors: Parameters<typeof model>[1]]>([
    [
      "Dropout that trains",
      node("Dropout", "x ratio train", "d"),
      [floats("ratio", [], [0.5]), truth("train", 1)],
    ],
    ["Cast to a narrower type", node("Cast", "x", "d", { ints: { to: 10 } }), []],
    ["Transpose of the samples", node("Transpose", "x", "d", { lists: { perm: [1, 0] } }), []],
    ["Squeeze of no axis of 1", node("Squeeze", "x", "d", { lists: { axes: [1] } }), []],
    ["Reshape across samples", node("Reshape", "x r", "d"), [integers("r", [-1, 2])]],
  ])("but this does, and is refused: %s", (_, first, tensors) => {
    expect(() =>
      readOnnx(model([first, last("d")], [V, ...tensors], { opset: 11, input: ["N", 4] })),
    ).toThrow(new RegExp(`${first.op} "d"`));
  });
});

describe("samples come in the shape that the file says:", () => {
  // prettier-ignore
  it.each<readonly [what: string, input: readonly number[], nodes: readonly TestNode[]]>([
    ["a fixed batch of one",          [1, 1, 1, 4], [node("Flatten", "x", "f"), last("f")]],
    ["no axis of samples",            [4],          [last("x")]],
    ["a fixed batch",                 [3, 4],       [last("x")]],
  ])("%s", (_, input, nodes) => {
    const file = readOnnx(model(nodes, [V], { input }));
    const again = readOnnx(writeOnnx(file));
    expect(again).toEqual(file);
    expect(again.onnx?.inputs[0].shape).toEqual(input);
    expect(again.onnx?.isOneSample).toBe(input.length === 1 ? true : undefined);
  });

  it("a matrix at several places of one sample is one layer, and the file says so", () => {
    // Each row of [[a, b], [c, d], [e, f]] times (1, 10), and their sum: two rows go in, one number comes out.
    const file = readOnnx(
      model(
        [node("MatMul", "x w", "r"), node("Reshape", "r shape", "s"), node("MatMul", "s U", "y")],
        [floats("w", [2], [1, 10]), integers("shape", [1, 3]), floats("U", [3, 1], [1, 1, 1])],
        { input: [3, 2], output: [1, 1] },
      ),
    );
    expect(file.onnx?.isOneSample).toBe(true);
    expect(file.network.layers.map(({ weight }) => weight.shape)).toEqual([
      [3, 6],
      [1, 3],
    ]);
    expect([...forward(file.network, wrap([1, 6], Float32Array.of(1, 2, 3, 4, 5, 6))).data]).toEqual([129]);
    expect(file.notes?.[0]).toMatch(/^MatMul "r" uses w at 3 places of a sample/);
  });
});

describe("numbers in a file beside the model", () => {
  const stored = (...entries: readonly (readonly [string, string])[]) =>
    join([
      ...[4, 1].map((size) => intField(1, size)),
      intField(2, 1),
      textField(8, "V"),
      ...entries.map(([key, value]) => messageField(13, [textField(1, key), textField(2, value)])),
      intField(14, 1),
    ]);
  const data = new Uint8Array(Float32Array.of(9, 1, 2, 3, 4).buffer);
  const read = (tensor: ReturnType<typeof stored>, bytes = data) =>
    readOnnx(model([last("x")], [tensor], { input: ["N", 4] }), { externalData: { "m.data": bytes } });

  it("are read from where the model says", () => {
    const tensor = stored(["location", "m.data"], ["offset", "4"], ["length", "16"]);
    expect(externalFiles(model([last("x")], [tensor]))).toEqual(["m.data"]);
    const file = read(tensor);
    expect([...file.network.layers[0].weight.data]).toEqual([1, 2, 3, 4]);
    expect(file.onnx?.externalData).toBe(true);
    expect(read(stored(["location", "m.data"], ["offset", "4"])).network).toEqual(file.network);
  });

  // prettier-ignore
  it.each<readonly [what: string, read: () => unknown, message: RegExp]>([
    ["a file that is not given",     () => readOnnx(model([last("x")], [stored(["location", "m.data"])], { input: ["N", 4] })), /V: expected the bytes of "m\.data", which holds its numbers \(option externalData; .+\); received none$/],
    ["an end behind the end",        () => read(stored(["location", "m.data"], ["offset", "8"], ["length", "16"])), /V: expected bytes 8 to 24 of "m\.data"; received 20 bytes$/],
    ["another length",               () => read(stored(["location", "m.data"])), /V: expected 16 bytes for \[4, 1\]; received 20$/],
    ["an offset that is not a number",  () => read(stored(["location", "m.data"], ["offset", "-4"])), /offset: expected a whole number; received "-4"$/],
    ["no location",                  () => read(stored()), /external_data: expected a location; received none$/],
    ["numbers here and there",       () => read(join([stored(["location", "m.data"]), bytesField(9, new Uint8Array(16))])), /expected its numbers here or in another file; received both$/],
  ])("are refused: %s", (_, act, message) => {
    expect(act).toThrow(message);
  });

  it("are written beside the model again, those of large tensors", () => {
    const wide = floats(
      "V",
      [100, 1],
      Array.from({ length: 100 }, (_, j) => j / 8),
    );
    const file = readOnnx(model([node("MatMul", "x V", "y")], [wide], { input: ["N", 100] }));
    const { model: bytes, data: beside } = writeOnnxWithData(file, "wide.data");
    expect(beside?.length).toBe(448);
    const again = readOnnx(bytes, { externalData: { "wide.data": beside ?? data } });
    expect(again.network).toEqual(file.network);
    expect(
      writeOnnxWithData(readOnnx(model([last("x")], [V], { input: ["N", 4] })), "v.data").data,
    ).toBeUndefined();
    expect(() => writeOnnxWithData(file, "../wide.data")).toThrow(
      /expected the name of a file beside the model/,
    );
    const known = { opset: 17, irVersion: 8, graphName: "g", outputs: [{ name: "y" }] };
    const narrow = { ...file, onnx: { ...known, inputs: [{ name: "x", shape: ["N", 3] }] } };
    expect(() => writeOnnxWithData(narrow, "wide.data")).toThrow(
      "writeOnnxWithData: expected an input shape of 100 numbers a sample; received [N, 3]",
    );
  });
});

/** One number of int64, without an axis. */
function scalar(name: string, value: number): ReturnType<typeof integers> {
  return join([intField(2, 7), textField(8, name), intField(7, value)]);
}

function truth(name: string, value: number): ReturnType<typeof integers> {
  return join([intField(2, 9), textField(8, name), intField(5, value)]);
}
