import { describe, expect, it } from "vitest";
import { forward } from "@espalier/network";
import type { GraphNode, Network } from "@espalier/network";
import { tensor } from "@espalier/tensor";
import { readOnnx, writeOnnx } from "../src/index.ts";

const c: GraphNode = { name: "c", op: "constant", values: [0.5, -2], from: [] };
const d: GraphNode = { name: "d", op: "constant", values: [-1, 3], from: [] };
const sum: GraphNode = { name: "c + d", op: "add", from: ["c", "d"] };

/** Nodes that depend on no input, and the row of the last one. */
const cases: readonly (readonly [what: string, nodes: readonly GraphNode[], row: readonly number[]])[] = [
  ["a sum", [c, d, sum], [-0.5, 1]],
  ["a sum of three", [c, d, { name: "r", op: "add", from: ["d", "c", "d"] }], [-1.5, 4]],
  ["a square", [c, { name: "r", op: "mul", from: ["c", "c"] }], [0.25, 4]],
  ["a maximum", [c, d, { name: "r", op: "max", from: ["c", "d"] }], [0.5, 3]],
  ["a minimum", [c, d, { name: "r", op: "min", from: ["c", "d"] }], [-1, -2]],
  ["a product with a sum", [c, d, sum, { name: "r", op: "mul", from: ["d", "c + d"] }], [0.5, 3]],
  ["a slice of a sum", [c, d, sum, { name: "r", op: "slice", start: 1, end: 2, from: ["c + d"] }], [1]],
  ["|a sum|", [c, d, sum, { name: "r", op: "activation", activation: { kind: "abs" }, from: ["c + d"] }], [0.5, 1]], // prettier-ignore
  ["a sum beside a constant", [c, d, sum, { name: "r", op: "concat", from: ["c + d", "c"] }], [-0.5, 1, 0.5, -2]], // prettier-ignore
];

const networkWith = (nodes: readonly GraphNode[]): Network => ({
  layers: [{ weight: tensor([[2, 0, 1], [0, -1, 3]]), bias: tensor([1, -1]), activation: { kind: "relu" } }], // prettier-ignore
  graph: {
    inputs: [{ name: "x", width: 3 }],
    nodes: [{ name: "y", op: "layer", layer: 0, from: ["x"] }, ...nodes],
    outputs: [
      { name: "first", from: "y" },
      { name: "same for all", from: nodes[nodes.length - 1].name },
    ],
  },
});

const X = tensor([[1, 2, 3], [0, 0, 0], [-1, 1, 0]]); // prettier-ignore
const Y = [[6, 6], [1, 0], [0, 0]]; // prettier-ignore

describe("an output that is the same for every sample", () => {
  it.each(cases)("has a row for each sample in the file: %s", (_, nodes, row) => {
    const network = networkWith(nodes);
    const all = tensor(Y.map((y) => [...y, ...row]));
    expect(forward(network, X)).toEqual(all);
    // A reader takes what has one row for all as no output of a network.
    expect(forward(readOnnx(writeOnnx({ network })).network, X)).toEqual(all);
  });
});
