import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { readOnnx } from "../src/index.ts";
import type { Network } from "@espalier/network";
import { floats, integers, model, node } from "./support/onnx.ts";
import type { ModelOptions, TestNode } from "./support/onnx.ts";

type Tensors = Parameters<typeof model>[1];
const W = floats("W", [2, 2], [1, 2, 3, 4]);
const b = floats("b", [2], [5, 6]);
const read = (nodes: readonly TestNode[], tensors: Tensors, options?: ModelOptions) =>
  readOnnx(model(nodes, tensors, options));
const layers = (nodes: readonly TestNode[], tensors: Tensors, options?: ModelOptions): Network["layers"] =>
  read(nodes, tensors, options).network.layers;

const weight = tensor([[1, 2], [3, 4]], "f32"); // prettier-ignore
const turned = tensor([[1, 3], [2, 4]], "f32"); // prettier-ignore
const identity = { kind: "identity" } as const;
const zeros = tensor([0, 0], "f32");

describe("a layer is", () => {
  // prettier-ignore
  it.each<readonly [what: string, nodes: readonly TestNode[], tensors: Tensors, layer: object]>([
    ["Gemm, with B of [inputs, neurons]",   [node("Gemm", "x W b", "y")],                                     [W, b], { weight: turned, bias: tensor([5, 6], "f32") }],
    ["Gemm, with B transposed",             [node("Gemm", "x W b", "y", { ints: { transB: 1 } })],            [W, b], { weight, bias: tensor([5, 6], "f32") }],
    ["Gemm without C",                      [node("Gemm", "x W", "y", { ints: { transB: 1 } })],              [W],    { weight, bias: zeros }],
    ["Gemm with α and β",                   [node("Gemm", "x W b", "y", { ints: { transB: 1 }, floats: { alpha: 2, beta: -1 } })], [W, b], { weight: tensor([[2, 4], [6, 8]], "f32"), bias: tensor([-5, -6], "f32") }],
    ["Gemm with one C for all",             [node("Gemm", "x W b", "y")],                                     [W, floats("b", [1], [7])], { weight: turned, bias: tensor([7, 7], "f32") }],
    ["MatMul",                              [node("MatMul", "x W", "y")],                                     [W],    { weight: turned, bias: zeros }],
    ["MatMul and Add",                      [node("MatMul", "x W", "s"), node("Add", "s b", "y")],            [W, floats("b", [1, 2], [5, 6])], { weight: turned, bias: tensor([5, 6], "f32") }],
    ["MatMul and Add the other way round",  [node("MatMul", "x W", "s"), node("Add", "b s", "y")],            [W, b], { weight: turned, bias: tensor([5, 6], "f32") }],
    ["Gemm and Add",                        [node("Gemm", "x W", "s"), node("Add", "s b", "y")],              [W, b], { weight: turned, bias: tensor([5, 6], "f32") }],
    ["MatMul with a Constant",              [node("Constant", "", "W", { tensors: { value: W } }), node("MatMul", "x W", "y")], [], { weight: turned, bias: zeros }],
    ["MatMul with a transposed constant",   [node("Transpose", "W", "V", { lists: { perm: [1, 0] } }), node("Identity", "V", "U"), node("MatMul", "x U", "y")], [W], { weight, bias: zeros }],
  ])("%s", (_, nodes, tensors, layer) => {
    expect(layers(nodes, tensors)).toEqual([{ activation: identity, ...layer }]);
  });
});

const signal = node("Gemm", "x W b", "s");
const activationOf = (nodes: readonly TestNode[], tensors: Tensors = [], opset = 13) =>
  layers([signal, ...nodes], [W, b, ...tensors], { opset })[0].activation;

describe("an activation is", () => {
  // prettier-ignore
  it.each<readonly [op: string, after: TestNode, tensors: Tensors, activation: object]>([
    ["Relu",                  node("Relu", "s", "y"),                                     [], { kind: "relu" }],
    ["Tanh",                  node("Tanh", "s", "y"),                                     [], { kind: "tanh" }],
    ["Sigmoid",               node("Sigmoid", "s", "y"),                                  [], { kind: "sigmoid" }],
    ["Gelu",                  node("Gelu", "s", "y"),                                     [], { kind: "gelu" }],
    ["Gelu, said to be exact", node("Gelu", "s", "y", { texts: { approximate: "none" } }), [], { kind: "gelu" }],
    ["LeakyRelu",             node("LeakyRelu", "s", "y", { floats: { alpha: 0.5 } }),    [], { kind: "leaky-relu", alpha: 0.5 }],
    ["LeakyRelu of 0.01",     node("LeakyRelu", "s", "y"),                                [], { kind: "leaky-relu", alpha: Math.fround(0.01) }],
    ["PRelu",                 node("PRelu", "s a", "y"),                                  [floats("a", [2], [1, 2])], { kind: "prelu", slope: tensor([1, 2], "f32") }],
    ["PRelu with one slope",  node("PRelu", "s a", "y"),                                  [floats("a", [1, 1], [3])], { kind: "prelu", slope: tensor([3], "f32") }],
    ["Identity",              node("Identity", "s", "y"),                                 [], identity],
    ["Dropout",               node("Dropout", "s r", "y mask"),                           [floats("r", [], [0.5])], identity],
    ["Flatten",               node("Flatten", "s", "y"),                                  [], identity],
    ["Reshape",               node("Reshape", "s shape", "y"),                            [integers("shape", [-1, 2])], identity],
    ["Reshape of what is there", node("Reshape", "s shape", "y"),                         [integers("shape", [0, -1])], identity],
  ])("%s", (_, after, tensors, activation) => {
    expect(activationOf([after], tensors)).toEqual(activation);
  });

  const scalar = (name: string, value: number) => floats(name, [], [value]);
  // prettier-ignore
  it.each<readonly [how: string, nodes: readonly TestNode[], tensors: Tensors]>([
    ["as PyTorch does",       [node("Div", "s r", "a"), node("Erf", "a", "e"), node("Add", "e one", "p"), node("Mul", "s p", "q"), node("Mul", "q half", "y")], [scalar("r", Math.SQRT2), scalar("one", 1), scalar("half", 0.5)]],
    ["half of x first",       [node("Mul", "r s", "a"), node("Erf", "a", "e"), node("Add", "one e", "p"), node("Mul", "half s", "h"), node("Mul", "h p", "y")], [scalar("r", Math.SQRT1_2), scalar("one", 1), scalar("half", 0.5)]],
    ["half of erf",           [node("Div", "s r", "a"), node("Erf", "a", "e"), node("Mul", "e half", "h"), node("Add", "h half", "p"), node("Mul", "p s", "y")], [scalar("r", Math.SQRT2), scalar("half", 0.5)]],
    ["with Constants",        [node("Constant", "", "r", { floats: { value_float: Math.SQRT2 } }), node("Constant", "", "one", { ints: { value_int: 1 } }), node("Div", "s r", "a"), node("Erf", "a", "e"), node("Add", "e one", "p"), node("Mul", "s p", "q"), node("Mul", "q half", "y")], [scalar("half", 0.5)]],
  ])("a GELU in parts, %s", (_, nodes, tensors) => {
    expect(activationOf(nodes, tensors, 9)).toEqual({ kind: "gelu" });
  });
});

describe("around the layers", () => {
  it("Softmax and LogSoftmax at the end are the head", () => {
    const headOf = (op: string, ints?: Record<string, number>) =>
      read([signal, node(op, "s", "z", ints ? { ints } : {}), node("Identity", "z", "y")], [W, b]).head;
    expect(headOf("Softmax")).toBe("softmax");
    expect(headOf("LogSoftmax", { axis: -1 })).toBe("log-softmax");
    expect(headOf("Softmax", { axis: 1 })).toBe("softmax");
  });

  it("images are flattened before the first layer, and keep their shape in the file", () => {
    const flat = node("Flatten", "x", "f");
    const first = node("Gemm", "f W b", "y");
    expect(read([flat, first], [W, b], { input: [3, 1, 2] }).onnx?.inputs[0].shape).toEqual([3, 1, 2]);
    const view = node("Reshape", "x shape", "f");
    for (const shape of [
      [3, 2],
      [3, -1],
      [0, 2],
      [-1, 2],
    ])
      // prettier-ignore
      expect(read([view, first], [W, b, integers("shape", shape)], { input: [3, 1, 2] }).network.layers).toHaveLength(1);
  });

  it("an input that says no size has that of the first weight", () => {
    expect(read([node("Gemm", "x W b", "y")], [W, b], { input: ["N", "D"] }).onnx?.inputs[0].shape).toEqual([
      "N",
      "D",
    ]);
  });
});
