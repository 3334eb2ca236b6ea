import { describe, expect, it } from "vitest";
import { readOnnx, writeOnnx } from "../src/index.ts";
import { readModel } from "../src/file/read-model.ts";
import { bytesField, intField, join, messageField, textField } from "../../files/src/protobuf/write.ts";
import { floats, integers, model, node, valueInfo } from "./support/onnx.ts";

const W = floats("W", [3, 2]);
const logits = node("MatMul", "x V", "logits");
const V = floats("V", [2, 3]);
const labels = [
  node("ArgMax", "logits", "index", { ints: { axis: 1, keepdims: 0 } }),
  node("ArrayFeatureExtractor", "classes index", "label", { domain: "ai.onnx.ml" }),
  node("Cast", "label", "y", { ints: { to: 7 } }),
];
const classical = messageField(8, [textField(1, "ai.onnx.ml"), intField(2, 3)]);
const isFine = { model: [classical], output: ["N"] };

/** The names of what a file gives out, and of its nodes' operators. */
function contentsOf(bytes: Uint8Array): { outputs: string[]; operators: string[]; domains: string[] } {
  const { graph, domains } = readModel(bytes);
  return {
    outputs: graph.outputs.map(({ name }) => name),
    operators: graph.nodes.map(({ operator }) => operator),
    domains: [...domains.keys()],
  };
}

describe("class numbers behind the outputs", () => {
  const bytes = model([logits, ...labels], [V, integers("classes", [7, 8, 9])], isFine);

  it("are not part of the network, and are told of", () => {
    const { network, notes, onnx } = readOnnx(bytes);
    expect(network.layers).toHaveLength(1);
    expect(notes).toEqual([
      'behind the outputs the file keeps ArgMax "index", ArrayFeatureExtractor "label", Cast "y"',
    ]);
    expect(onnx?.outputs).toEqual([{ name: "logits", isInner: true }]);
  });

  it("are in the file that is written, with their operators, constants and domains", () => {
    const written = writeOnnx(readOnnx(bytes));
    expect(contentsOf(written)).toEqual({
      outputs: ["y"],
      operators: ["MatMul", "ArgMax", "ArrayFeatureExtractor", "Cast"],
      domains: ["ai.onnx.ml"],
    });
    expect(readModel(written).graph.initializers.has("classes")).toBe(true);
    expect(writeOnnx(readOnnx(written))).toEqual(written);
  });

  it("keep their place among the outputs", () => {
    const both = model([logits, ...labels], [V, integers("classes", [7, 8, 9])], {
      ...isFine,
      graph: [messageField(12, valueInfo("logits", ["N", 3]))],
    });
    const file = readOnnx(both);
    expect(file.onnx?.outputs).toEqual([{ name: "logits" }]);
    expect(contentsOf(writeOnnx(file)).outputs).toEqual(["y", "logits"]);
  });

  it("over the samples of a batch are refused", () => {
    const across = node("ArgMax", "logits", "y", { ints: { axis: 0 } });
    expect(() => readOnnx(model([logits, across], [V]))).toThrow(
      /ArgMax "y": expected an operator that works on each sample alone/,
    );
  });
});

it("an output that is the same for every sample stays in the file", () => {
  const spread = node("Expand", "log_std shape", "y");
  const bytes = model(
    [node("MatMul", "x V", "mean"), node("Shape", "mean", "shape"), spread],
    [V, floats("log_std", [3], [0.5, 1, 2])],
    { graph: [messageField(12, valueInfo("mean", ["N", 3]))] },
  );
  const file = readOnnx(bytes);
  expect(file.onnx?.outputs).toEqual([{ name: "mean" }]);
  expect(contentsOf(writeOnnx(file))).toMatchObject({
    outputs: ["y", "mean"],
    operators: ["MatMul", "Shape", "Expand"],
  });
});

it("an input that nothing reads stays where it was", () => {
  const mask = bytesField(11, join(valueInfo("mask", ["N", 4], 9)));
  const bytes = model([node("Gemm", "x W", "y", { ints: { transB: 1 } })], [W], { graph: [mask] });
  const file = readOnnx(bytes);
  expect(file.network.layers[0].weight.shape).toEqual([3, 2]);
  const { inputs } = readModel(writeOnnx(file)).graph;
  expect(inputs.map(({ name, type }) => [name, type])).toEqual([
    ["x", 1],
    ["mask", 9],
  ]);
});
