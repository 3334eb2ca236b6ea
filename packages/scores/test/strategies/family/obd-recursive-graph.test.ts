import { tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { forward } from "@espalier/network";
import type { GraphNode, Layer, Network } from "@espalier/network";
import { law } from "../../../../../test-setup/law.ts";
import { cases } from "../../../../network/test/support/arbitraries.ts";
import { asGraph } from "../../../../network/test/support/graphs.ts";
import { expectNear } from "../../../../network/test/support/near.ts";
import { scoresOf } from "../../support/scores.ts";

const recursive = { strategy: "obd-recursive" };
const layer = (weight: number[][], tied?: number): Layer => ({
  weight: tensor(weight),
  bias: tensor(weight.map(() => 0)),
  activation: { kind: "identity" },
  tied,
});
const network = (layers: Layer[], nodes: GraphNode[], from: string, width = 1): Network => ({
  layers,
  graph: { inputs: [{ name: "x", width }], nodes, outputs: [{ name: "y", from }] },
});
/** ½ W² H_ww of each layer. */
const importances = (given: Network, inputs: number[][]) =>
  scoresOf(given, tensor(inputs), recursive).map(({ importance }) => toNested(importance));

describe("optimal brain damage by LeCun's recursion, in a graph", () => {
  law("is that of the chain, to the bit, if the graph is one", cases, (drawn) => {
    expect(scoresOf(asGraph(drawn.network), drawn.inputs, recursive)).toEqual(
      scoresOf(drawn.network, drawn.inputs, recursive),
    );
  });

  it("adds the paths of a residual sum: y = h + 3 h at h = 2 x, x = 1, counts 1² + 3²", () => {
    const nodes: GraphNode[] = [
      { name: "h", op: "layer", layer: 0, from: ["x"] },
      { name: "inner", op: "layer", layer: 1, from: ["h"] },
      { name: "sum", op: "add", from: ["h", "inner"] },
    ];
    // ½ · 2² · (1 + 9) · 1² and ½ · 3² · 2²
    expect(importances(network([layer([[2]]), layer([[3]])], nodes, "sum"), [[1]])).toEqual([[[20]], [[18]]]);
  });

  it("multiplies by the square of the other factor, and of twice the value in a square", () => {
    const gated: GraphNode[] = [
      { name: "gate", op: "layer", layer: 0, from: ["x"] },
      { name: "value", op: "layer", layer: 1, from: ["x"] },
      { name: "product", op: "mul", from: ["gate", "value"] },
    ];
    // gate 2, value 3: ½ · 2² · 3² and ½ · 3² · 2²
    expect(importances(network([layer([[2]]), layer([[3]])], gated, "product"), [[1]])).toEqual([[[18]], [[18]]]); // prettier-ignore
    const square: GraphNode[] = [gated[0], { name: "square", op: "mul", from: ["gate", "gate"] }];
    // y = (2 x)², ∂y/∂s = 2 · 2: ½ · 2² · 4²
    expect(importances(network([layer([[2]])], square, "square"), [[1]])).toEqual([[[32]]]);
  });

  it("follows columns through a concatenation of a value with itself, and a slice", () => {
    const nodes: GraphNode[] = [
      { name: "h", op: "layer", layer: 0, from: ["x"] },
      { name: "twice", op: "concat", from: ["h", "h"] },
      { name: "inner", op: "slice", from: ["twice"], start: 1, end: 3 },
      { name: "exit", op: "layer", layer: 1, from: ["inner"] },
    ];
    // The slice is (h₁, h₀); y = 3 h₁ + 5 h₀ with h = (2, 7): ½ · 2² · 25, ½ · 7² · 9; ½ · 3² · 7², ½ · 5² · 2²
    const given = network([layer([[2], [7]]), layer([[3, 5]])], nodes, "exit"); // prettier-ignore
    expect(importances(given, [[1]])).toEqual([[[50], [220.5]], [[220.5, 50]]]);
  });

  it("sums the squared slopes of a softmax", () => {
    const nodes: GraphNode[] = [
      { name: "s", op: "layer", layer: 0, from: ["x"] },
      { name: "p", op: "softmax", from: ["s"] },
    ];
    const given = network([layer([[0.5], [-1], [2]])], nodes, "p");
    const p = forward(given, tensor([[1]])).data;
    const expected = [0.5, -1, 2].map((w, j) => {
      const slopes = Array.from(p, (p_i, i) => p_i * (Number(i === j) - p[j]));
      return (w ** 2 * slopes.reduce((sum, each) => sum + each ** 2, 0)) / 2;
    });
    const [[scores]] = [scoresOf(given, tensor([[1]]), recursive)];
    expectNear(scores.importance, expected, 1e-14);
  });

  it("adds the uses of one matrix: y = w x₁ + w x₂ counts x₁² + x₂²", () => {
    const nodes: GraphNode[] = [
      { name: "a", op: "slice", from: ["x"], start: 0, end: 1 },
      { name: "b", op: "slice", from: ["x"], start: 1, end: 2 },
      { name: "first", op: "layer", layer: 0, from: ["a"] },
      { name: "second", op: "layer", layer: 1, from: ["b"] },
      { name: "sum", op: "add", from: ["first", "second"] },
    ];
    const given = network([layer([[2]]), layer([[2]], 0)], nodes, "sum", 2);
    expect(importances(given, [[3, 4]])).toEqual([[[50]], [[50]]]); // ½ · 2² · (9 + 16)
  });
});
