import { tensor } from "@espalier/tensor";
import { forward } from "@espalier/network";
import { describe, expect, it } from "vitest";
import { readOnnx, writeOnnx } from "../src/index.ts";
import { readModel } from "../src/file/read-model.ts";
import { floats, model, node } from "./support/onnx.ts";
import type { TestNode } from "./support/onnx.ts";

type Tensors = Parameters<typeof model>[1];
const read = (nodes: readonly TestNode[], tensors: Tensors, options?: Parameters<typeof model>[2]) =>
  readOnnx(model(nodes, tensors, options));

// y = x W + b of two inputs and two outputs, small enough to redo on paper.
const W = floats("W", [2, 2], [1, 2, 3, 4]);
const b = floats("b", [2], [5, 6]);
const layer = (from: string, to: string): TestNode => node("Gemm", `${from} W b`, to);

describe("a map of single entries is folded into the layer beside it", () => {
  // prettier-ignore
  it.each<readonly [what: string, nodes: readonly TestNode[], tensors: Tensors, weight: number[][], bias: number[], notes: readonly string[]]>([
    // (x − 1) · 2 W + b: the columns of Wᵀ twice, and b − 2 (1 + 3), b − 2 (2 + 4)
    ["in front: a shift and a scale", [node("Sub", "x one", "d"), node("Mul", "d two", "e"), layer("e", "y")], [floats("one", [], [1]), floats("two", [], [2])], [[2, 6], [4, 8]], [-3, -6], ["Mul", "Sub"]],
    ["in front: a quotient",          [node("Div", "x q", "d"), layer("d", "y")], [floats("q", [2], [1, 2])], [[1, 1.5], [2, 2]], [5, 6], ["Div"]],
    ["behind: a scale and a shift",   [layer("x", "s"), node("Mul", "s q", "m"), node("Add", "m q", "y")], [floats("q", [2], [1, 2])], [[1, 3], [4, 8]], [6, 14], ["Mul", "Add"]],
    ["behind: c − x",                 [layer("x", "s"), node("Sub", "c s", "y")], [floats("c", [2], [1, 2])], [[-1, -3], [-2, -4]], [-4, -4], ["Sub"]],
    ["behind: −x",                    [layer("x", "s"), node("Neg", "s", "y")], [], [[-1, -3], [-2, -4]], [-5, -6], ["Neg"]],
    // γ / √(v + ε) = 2 / √4 = 1 and 3 / √1 = 3; β − μ γ / √… = 1 − 1 and 1 − 0
    ["a BatchNormalization in front", [node("BatchNormalization", "x g o m v", "n", { floats: { epsilon: 0 } }), layer("n", "y")], [floats("g", [2], [2, 3]), floats("o", [2], [1, 1]), floats("m", [2], [1, 0]), floats("v", [2], [4, 1])], [[1, 9], [2, 12]], [8, 10], ["BatchNormalization"]],
    ["x · 1 and x + 0 are nothing",   [node("Mul", "x one", "d"), node("Add", "d zero", "e"), layer("e", "y")], [floats("one", [], [1]), floats("zero", [], [0])], [[1, 3], [2, 4]], [5, 6], []],
  ])("%s", (_, nodes, tensors, weight, bias, notes) => {
    const file = read(nodes, [W, b, ...tensors]);
    expect(file.network.layers).toEqual([
      { weight: tensor(weight, "f32"), bias: tensor(bias, "f32"), activation: { kind: "identity" } },
    ]);
    expect(file.notes ?? []).toEqual(notes.map((operator) => expect.stringMatching(`^${operator} ".+" is folded into W$`)));
  });

  it("behind an activation into the layer that follows, and in double precision, rounded once", () => {
    const third = Math.fround(1 / 3);
    const file = read(
      [
        node("Gemm", "x W b", "s"),
        node("Relu", "s", "r"),
        node("Mul", "r t", "m"),
        node("Mul", "m t", "n"),
        node("MatMul", "n V", "y"),
      ],
      [W, b, floats("t", [], [1 / 3]), floats("V", [2, 2], [0.1, 0.2, 0.3, 0.4])],
    );
    const twice = [0.1, 0.3, 0.2, 0.4].map((v) => Math.fround(Math.fround(v) * third * third));
    expect([...file.network.layers[1].weight.data]).toEqual(twice);
    expect(file.names?.[1]).toEqual({ weight: "V" });
  });

  it("behind the last activation it stays in the file, beside the network", () => {
    const nodes = [layer("x", "s"), node("Tanh", "s", "t"), node("Mul", "t two", "y")];
    const file = read(nodes, [W, b, floats("two", [], [2])]);
    expect(file.outputMap).toEqual({ scale: Float64Array.of(2, 2), shift: Float64Array.of(0, 0) });
    expect(readOnnx(writeOnnx(file)).outputMap).toEqual(file.outputMap);
  });

  // BatchNormalization with ε = 0: γ / √v = 2 / √4 = 1 and 3 / √1 = 3; β − μ γ / √v = 1 − 1 · 1 and 1 − 0
  const isNormal = { floats: { epsilon: 0 } };
  const statistics = [
    floats("g", [2], [2, 3]),
    floats("o", [2], [1, 1]),
    floats("m", [2], [1, 0]),
    floats("v", [2], [4, 1]),
  ];
  // prettier-ignore
  it.each<readonly [what: string, head: string, behind: readonly TestNode[], tensors: Tensors, scale: number[], shift: number[]]>([
    ["10 softmax",        "Softmax",    [node("Mul", "h c", "y")], [floats("c", [], [10])], [10, 10], [0, 0]],
    ["softmax − 1",       "Softmax",    [node("Sub", "h c", "y")], [floats("c", [], [1])], [1, 1], [-1, -1]],
    ["1 − softmax",       "Softmax",    [node("Sub", "c h", "y")], [floats("c", [], [1])], [-1, -1], [1, 1]],
    ["softmax / c",       "Softmax",    [node("Div", "h c", "y")], [floats("c", [2], [2, 4])], [0.5, 0.25], [0, 0]],
    ["one behind one",    "Softmax",    [node("Mul", "h c", "m"), node("Add", "m c", "y")], [floats("c", [2], [2, 4])], [2, 4], [2, 4]],
    ["a normalization",   "Softmax",    [node("BatchNormalization", "h g o m v", "y", isNormal)], statistics, [1, 3], [0, 1]],
    ["−logsoftmax",       "LogSoftmax", [node("Neg", "h", "y")], [], [-1, -1], [0, 0]],
    ["c ∘ logsoftmax",    "LogSoftmax", [node("Mul", "h c", "y")], [floats("c", [2], [2, 3])], [2, 3], [0, 0]],
  ])("behind a head it stays behind it: %s", (_, head, behind, tensors, scale, shift) => {
    const nodes = [layer("x", "s"), node("Tanh", "s", "t"), node("Mul", "t two", "u"), node(head, "u", "h", { ints: { axis: 1 } }), ...behind];
    const file = read(nodes, [W, b, floats("two", [], [2]), ...tensors]);
    expect(file).toMatchObject({
      head: head === "Softmax" ? "softmax" : "log-softmax",
      outputMap: { scale: Float64Array.of(2, 2), shift: Float64Array.of(0, 0) },
      headMap: { scale: Float64Array.from(scale), shift: Float64Array.from(shift) },
    });
    expect(file.network.graph).toBeUndefined();
    const written = writeOnnx(file);
    const operators = readModel(written).graph.nodes.map(({ operator }) => operator);
    expect(operators.slice(0, 4)).toEqual(["Gemm", "Tanh", "Mul", head]);
    expect(operators.slice(4)).toEqual([...(scale.some((c) => c !== 1) ? ["Mul"] : []), ...(shift.some((c) => c !== 0) ? ["Add"] : [])]);
    expect(readOnnx(written)).toMatchObject({ head: file.head, outputMap: file.outputMap, headMap: file.headMap });
  });

  it("an axis of images is one of channels to a BatchNormalization", () => {
    const pair = (name: string, values: [number, number]) => floats(name, [2], values);
    const file = read(
      [
        node("BatchNormalization", "x g o m v", "n", { floats: { epsilon: 0 } }),
        node("Flatten", "n", "f"),
        node("MatMul", "f V", "y"),
      ],
      [pair("g", [2, 3]), pair("o", [0, 0]), pair("m", [0, 0]), pair("v", [1, 1]), floats("V", [4, 1])],
      { input: ["N", 2, 1, 2] },
    );
    expect([...file.network.layers[0].weight.data]).toEqual([2, 2, 3, 3]);
  });

  it("entries that a Transpose moves keep their weights", () => {
    const file = read(
      [
        node("Transpose", "x", "t", { lists: { perm: [0, 2, 1] } }),
        node("Flatten", "t", "f"),
        node("MatMul", "f V", "y"),
      ],
      [floats("V", [6, 1], [1, 2, 3, 4, 5, 6])],
      { input: ["N", 2, 3] },
    );
    // [a b c; d e f] becomes a d b e c f
    expect([...file.network.layers[0].weight.data]).toEqual([1, 3, 5, 2, 4, 6]);
    expect([...forward(file.network, tensor([[1, 0, 0, 0, 0, 2]], "f32")).data]).toEqual([13]);
  });

  it("is refused where a number becomes too large, or a constant divides by zero", () => {
    const huge = [floats("q", [], [1e38])];
    expect(() =>
      read([node("Mul", "x q", "d"), node("Gemm", "d V", "y")], [floats("V", [2, 2], [9, 9, 9, 9]), ...huge]),
    ).toThrow(/Gemm "y": expected numbers that f32 can hold; received larger ones, after folding$/);
    expect(() => read([node("Div", "x q", "d"), layer("d", "y")], [W, b, floats("q", [2], [1, 0])])).toThrow(
      /Div "d": expected finite numbers; received a division by zero/,
    );
  });
});

describe("equal parameters that a file holds once", () => {
  it("are copied, and have names of their own", () => {
    const file = read(
      [
        node("Gemm", "x W b", "s"),
        node("PRelu", "s a", "r"),
        node("Identity", "b", "c"),
        node("Gemm", "r V c", "t"),
        node("PRelu", "t a", "y"),
      ],
      [W, b, floats("V", [2, 2]), floats("a", [1], [0.25])],
    );
    expect(file.names).toEqual([
      { weight: "W", bias: "b", slope: "a" },
      { weight: "V", bias: "b.1", slope: "a.1" },
    ]);
    expect(readOnnx(writeOnnx(file)).network).toEqual(file.network);
  });
});
