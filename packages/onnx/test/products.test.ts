import { forward } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { readOnnx } from "../src/index.ts";
import { floats, integers, model, node } from "./support/onnx.ts";
import type { TestNode } from "./support/onnx.ts";

// a = W x = [x_0, x_1, x_0 + x_1, x_0 − x_1], a matrix [2, 2] of each sample, and x itself.
const W = floats("W", [2, 4], [1, 0, 1, 1, 0, 1, 1, -1]);
const E = floats("E", [2, 2], [1, 0, 0, 1]);
// K_0 is the unit matrix, and K_1 has the rows (1, 0) and (1, 1).
const K = floats("K", [2, 2, 2], [1, 0, 0, 1, 1, 0, 1, 1]);
const tensors = [
  W,
  E,
  K,
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
    ["a layer",                    [einsum("bi,io->bo", "x W")],                [[2, 3, 5, -1], [5, 7, 12, -2]]],
    ["a layer in front",           [...a, einsum("oij,bij->bo", "K a")],        [[1, 6], [3, 15]]],
    ["several axes of a layer",    [einsum("bi,opi->bpo", "x K")],              [[2, 2, 3, 5], [5, 5, 7, 12]]],
  ])("of each sample: %s", (_, nodes, expected) => {
    expect(outputs(nodes)).toEqual(expected);
  });

  it.each([
    ["bi,ci->bc", "Einsum along the axis of the samples, which mixes the rows of a batch"],
    ["bi,bi->i", "Einsum along the axis of the samples, which mixes the rows of a batch"],
    [
      "bi,bi",
      'expected a product of values that depend on the samples, or of all axes of a value with a constant; each axis with a letter; received "bi,bi"',
    ],
    ["b...,b...->b", 'received "b...,b...->b"'],
    ["bi,bi->bk", "expected letters of the values; received k"],
    ["bij,bi->b", "expected 2 axes of a sample; received [2]"],
  ])("are refused with the reason: %s", (equation, message) => {
    expect(() => outputs([einsum(equation, "x x")])).toThrow(message);
  });
});

it.each([
  ["bi,ij->bij", 'received "bi,ij->bij"'], // scales with two axes
  ["bi,ii->b", 'received "bi,ii->b"'],
  ["bi,bo->bo", "Einsum along the axis of the samples, which mixes the rows of a batch"],
  ["bi,oj->boj", 'received "bi,oj->boj"'],
])("a constant that is not the matrix of a layer is refused: %s", (equation, message) => {
  expect(() => outputs([einsum(equation, "x E")])).toThrow(message);
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

describe("Tile and Pad of each sample", () => {
  // a is [[2, 3], [5, −1]] for the first sample, and [[5, 7], [12, −2]] for the second.
  const padded = (inputs: string, texts = {}): TestNode[] => [
    ...a,
    node("Pad", inputs, "z", { texts }),
    node("Flatten", "z", "y"),
  ];
  // prettier-ignore
  it.each<readonly [how: string, nodes: readonly TestNode[], more: Parameters<typeof model>[1], expected: number[][]]>([
    ["tiled",           [same, node("Tile", "e t", "y")], [integers("t", [1, 2])], [[2, 3, 2, 3], [5, 7, 5, 7]]],
    ["tiled rows",      [...a, node("Tile", "a t", "z"), node("Flatten", "z", "y")], [integers("t", [1, 2, 1])], [[2, 3, 5, -1, 2, 3, 5, -1], [5, 7, 12, -2, 5, 7, 12, -2]]],
    ["with zeros",      padded("a p"),   [integers("p", [0, 0, 1, 0, 1, 0])], [[0, 2, 3, 0, 5, -1, 0, 0, 0], [0, 5, 7, 0, 12, -2, 0, 0, 0]]],
    ["with a constant", padded("a p v"), [integers("p", [0, 0, 0, 0, 0, 1]), floats("v", [], [4])], [[2, 3, 4, 5, -1, 4], [5, 7, 4, 12, -2, 4]]],
    ["along an axis",   padded("a p v axes"), [integers("p", [1, 0]), floats("v", [], [4]), integers("axes", [-2])], [[4, 4, 2, 3, 5, -1], [4, 4, 5, 7, 12, -2]]],
    ["cropped",         padded("a p"),   [integers("p", [0, -1, 0, 0, 0, 0])], [[5, -1], [12, -2]]],
  ])("%s", (_, nodes, more, expected) => {
    expect(outputs(nodes, more)).toEqual(expected);
  });

  it.each<readonly [string, readonly TestNode[], Parameters<typeof model>[1]]>([
    ["Tile along the axis of the samples", [node("Tile", "x t", "y")], [integers("t", [2, 1])]],
    [
      "expected a number > 0 for each of 2 axes; received 1, 0",
      [node("Tile", "x t", "y")],
      [integers("t", [1, 0])],
    ],
    ["Pad along the axis of the samples", padded("a p"), [integers("p", [1, 0, 0, 0, 0, 0])]],
    ["expected two numbers for each of 3 axes; received 0, 0", padded("a p"), [integers("p", [0, 0])]],
    ["expected at least one entry; received 0, 2", padded("a p"), [integers("p", [0, -2, 0, 0, 0, 0])]],
    [
      "mode: expected constant; received reflect",
      padded("a p", { mode: "reflect" }),
      [integers("p", [0, 0, 0, 0, 0, 1])],
    ],
  ])("are refused with the reason: %s", (message, nodes, more) => {
    expect(() => outputs(nodes, more)).toThrow(message);
  });
});
