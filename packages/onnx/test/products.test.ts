import { forward } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { readOnnx } from "../src/index.ts";
import { floats, integers, model, node } from "./support/onnx.ts";
import type { TestNode } from "./support/onnx.ts";

// a = W x = [x_0, x_1, x_0 + x_1, x_0 − x_1], a matrix [2, 2] of each sample, and x itself.
const W = floats("W", [2, 4], [1, 0, 1, 1, 0, 1, 1, -1]);
const E = floats("E", [2, 2], [1, 0, 0, 1]);
const tensors = [
  W,
  E,
  integers("matrix", [-1, 2, 2]),
  integers("column", [-1, 2, 1]),
  integers("row", [-1, 1, 2]),
];
const same = node("MatMul", "x E", "e");
const a = [node("MatMul", "x W", "s"), node("Reshape", "s matrix", "a")];
const outputs = (nodes: readonly TestNode[], more: Parameters<typeof model>[1] = []): number[][] => {
  const { network } = readOnnx(model(nodes, [...tensors, ...more], { output: ["N", "m"] }));
  const { shape, data } = forward(network, tensor([[2, 3], [5, 7]], "f32")); // prettier-ignore
  return Array.from({ length: shape[0] }, (_, n) => Array.from(data.slice(n * shape[1], (n + 1) * shape[1])));
};

const einsum = (equation: string, inputs: string): TestNode =>
  node("Einsum", inputs, "y", { texts: { equation } });

describe("products of two values", () => {
  // x = [2, 3] has the matrix [[2, 3], [5, −1]], and [5, 7] has [[5, 7], [12, −2]].
  // prettier-ignore
  it.each<readonly [how: string, nodes: readonly TestNode[], expected: number[][]]>([
    ["a dot product",              [einsum("bi,bi->b", "x x")],                 [[13], [74]]],
    ["a matrix times a vector",    [...a, einsum("bij,bj->bi", "a x")],         [[13, 7], [74, 46]]],
    ["a vector times a matrix",    [...a, einsum("b i, b i j -> b j", "x a")],  [[19, 3], [109, 21]]],
    ["an outer product",           [same, einsum("bi,bj->bij", "e x")], [[4, 6, 6, 9], [25, 35, 35, 49]]],
    ["a diagonal",                 [...a, einsum("bii->bi", "a")],              [[2, -1], [5, -2]]],
    ["MatMul with a column",       [...a, node("Reshape", "x column", "c"), node("MatMul", "a c", "z"), node("Flatten", "z", "y")], [[13, 7], [74, 46]]],
    ["MatMul with a row",          [...a, node("Reshape", "x row", "r"), node("MatMul", "r a", "z"), node("Flatten", "z", "y")],    [[19, 3], [109, 21]]],
  ])("of each sample: %s", (_, nodes, expected) => {
    expect(outputs(nodes)).toEqual(expected);
  });

  it.each([
    ["bi,ci->bc", "Einsum along the axis of the samples, which mixes the rows of a batch"],
    ["bi,bi->i", "Einsum along the axis of the samples, which mixes the rows of a batch"],
    [
      "bi,bi",
      'expected a product of values that depend on the samples, each axis with a letter; received "bi,bi"',
    ],
    ["b...,b...->b", 'received "b...,b...->b"'],
    ["bi,bi->bk", "expected letters of the values; received k"],
    ["bij,bi->b", "expected 2 axes of a sample; received [2]"],
  ])("are refused with the reason: %s", (equation, message) => {
    expect(() => outputs([einsum(equation, "x x")])).toThrow(message);
  });
});

describe("constants that shapes are made of", () => {
  it("an Expand of torch, which writes −1 where an axis stays as it is", () => {
    const nodes = [
      node("MatMul", "x V", "s"),
      node("ConstantOfShape", "two", "ones", { tensors: { value: integers("", [1]) } }),
      node("Mul", "ones minus", "all"),
      node("Equal", "wanted all", "is"),
      node("Where", "is ones wanted", "to"),
      node("Expand", "s to", "y"),
    ];
    const more = [
      floats("V", [2, 1], [1, 1]),
      integers("two", [2]),
      integers("minus", [-1]),
      integers("wanted", [-1, 3]),
    ];
    expect(outputs(nodes, more)).toEqual([[5, 5, 5], [12, 12, 12]]); // prettier-ignore
  });

  it("a Clip of a constant", () => {
    const nodes = [node("Clip", "V low", "U"), node("MatMul", "x U", "y")];
    expect(outputs(nodes, [floats("V", [2, 1], [-4, 2]), floats("low", [], [1])])).toEqual([[8], [19]]);
  });

  it("ones for each sample", () => {
    const nodes = [
      node("Shape", "x", "shape"),
      node("ConstantOfShape", "shape", "ones", { tensors: { value: floats("", [1], [3]) } }),
      same,
      node("Concat", "e ones", "y", { ints: { axis: 1 } }),
    ];
    expect(outputs(nodes)).toEqual([[2, 3, 3, 3], [5, 7, 3, 3]]); // prettier-ignore
  });
});
