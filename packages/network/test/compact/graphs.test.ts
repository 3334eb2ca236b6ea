import { tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { compact } from "../../src/compact/index.ts";
import { forward } from "../../src/index.ts";
import type { GraphNode, Layer, Network } from "../../src/index.ts";

const layer = (weight: number[][], bias: number[], kind: "identity" | "relu" = "identity"): Layer => ({
  weight: tensor(weight),
  bias: tensor(bias),
  activation: { kind },
});

/** Two branches of two neurons over one input, joined by some op, and read by one neuron. */
const joined = (
  op: "add" | "mul" | "concat",
  a: Layer,
  b: Layer,
  out: Layer,
  ...more: GraphNode[]
): Network => ({
  layers: [a, b, out],
  graph: {
    inputs: [{ name: "x", width: 1 }],
    nodes: [
      { name: "a", op: "layer", layer: 0, from: ["x"] },
      { name: "b", op: "layer", layer: 1, from: ["x"] },
      { name: "join", op, from: ["a", "b"] },
      ...more,
      { name: "out", op: "layer", layer: 2, from: [more.at(-1)?.name ?? "join"] },
    ],
    outputs: [{ name: "y", from: "out" }],
  },
});

const weightsOf = ({ layers }: Network): unknown[] => layers.map(({ weight }) => toNested(weight));
const biasesOf = ({ layers }: Network): unknown[] => layers.map(({ bias }) => toNested(bias));
const X = tensor([[1], [-2]]);

describe("a compacted graph", () => {
  it("loses a column of a sum in both of its terms", () => {
    const network = joined("add", layer([[1], [2]], [3, 4]), layer([[5], [6]], [7, 8]), layer([[9, 0]], [0]));
    const { network: smaller, layers, isExact } = compact(network);
    expect(weightsOf(smaller)).toEqual([[[1]], [[5]], [[9]]]);
    expect([layers.map(({ kept }) => kept), isExact]).toEqual([[[0], [0], [0]], true]);
  });

  it("keeps a column of a sum that one of its terms is needed for elsewhere", () => {
    const network = joined("add", layer([[1], [2]], [3, 4]), layer([[5], [6]], [7, 8]), layer([[9, 0]], [0]));
    const { nodes, outputs, ...graph } = network.graph ?? { inputs: [], nodes: [], outputs: [] };
    const both = { ...network, graph: { ...graph, nodes, outputs: [...outputs, { name: "z", from: "a" }] } };
    expect(weightsOf(compact(both).network)).toEqual([[[1], [2]], [[5], [6]], [[9, 0]]]); // prettier-ignore
  });

  it("keeps a constant term of a sum as a neuron without inputs, and folds a sum of two constants", () => {
    const one = joined("add", layer([[1], [2]], [3, 4]), layer([[5], [0]], [7, 8]), layer([[9, 1]], [0]));
    const { network: same, isExact } = compact(one);
    expect([weightsOf(same), biasesOf(same), isExact]).toEqual([weightsOf(one), biasesOf(one), true]);
    const both = joined("add", layer([[1], [0]], [3, 4]), layer([[5], [0]], [7, 8]), layer([[9, 2]], [1]));
    const { network: smaller, isExact: isSame } = compact(both);
    expect([weightsOf(smaller), biasesOf(smaller)]).toEqual([
      [[[1]], [[5]], [[9]]],
      [[3], [7], [1 + 2 * (4 + 8)]],
    ]);
    expect(isSame).toBe(false);
    expect(forward(smaller, X)).toEqual(forward(both, X));
  });

  it("loses what a closed gate lets through, and keeps a gate that is constant", () => {
    const closed = joined("mul", layer([[1], [2]], [3, 4]), layer([[0], [6]], [-1, 8], "relu"), layer([[9, 1]], [5])); // prettier-ignore
    const { network: smaller, isExact } = compact(closed);
    expect([weightsOf(smaller), isExact]).toEqual([[[[2]], [[6]], [[1]]], true]);
    expect(forward(smaller, X)).toEqual(forward(closed, X));
    const open = joined("mul", layer([[1], [2]], [3, 4]), layer([[0], [6]], [2, 8]), layer([[9, 1]], [5]));
    expect(weightsOf(compact(open).network)).toEqual(weightsOf(open));
  });

  it("loses a whole branch of a concatenation, and then the concatenation", () => {
    const network = joined("concat", layer([[1], [2]], [3, 4]), layer([[0], [0]], [7, 8]), layer([[9, 1, 2, 3]], [5])); // prettier-ignore
    const { network: smaller, layers } = compact(network);
    expect([weightsOf(smaller), biasesOf(smaller)]).toEqual([
      [[[1], [2]], [[9, 1]]],
      [[3, 4], [5 + 2 * 7 + 3 * 8]],
    ]);
    expect(smaller.graph?.nodes.map(({ name, from }) => [name, from])).toEqual([["a", ["x"]], ["out", ["a"]]]); // prettier-ignore
    expect(layers.map(({ neurons }) => neurons.after)).toEqual([2, 0, 1]);
  });

  it("keeps every column of a row that is normalized", () => {
    const norm: GraphNode = { name: "norm", op: "rms-normalization", gain: tensor([1, 1]), epsilon: 1, from: ["join"] }; // prettier-ignore
    const network = joined("add", layer([[1], [2]], [3, 4]), layer([[5], [6]], [7, 8]), layer([[9, 0]], [0]), norm); // prettier-ignore
    expect(weightsOf(compact(network).network)).toEqual(weightsOf(network));
  });

  it("has a slice of the columns that are left", () => {
    const slice: GraphNode = { name: "slice", op: "slice", start: 1, end: 3, from: ["join"] };
    const network = joined("concat", layer([[1], [2]], [3, 4]), layer([[5], [6]], [7, 8]), layer([[9, 2]], [0]), slice); // prettier-ignore
    const { network: smaller } = compact(network);
    expect([weightsOf(smaller), biasesOf(smaller)]).toEqual([
      [[[2]], [[5]], [[9, 2]]],
      [[4], [7], [0]],
    ]);
    expect(smaller.graph?.nodes.map(({ name }) => name)).toEqual(["a", "b", "join", "out"]);
  });

  it("is left as it is where no output depends on a layer", () => {
    const network = joined("concat", layer([[1], [2]], [3, 4]), layer([[5], [6]], [7, 8]), layer([[9, 2, 0, 0]], [0])); // prettier-ignore
    const graph = network.graph ?? { inputs: [], nodes: [], outputs: [] };
    const both: Network = {
      ...network,
      graph: {
        ...graph,
        nodes: [
          ...graph.nodes,
          { name: "all", op: "concat", from: ["out", "x"] },
          { name: "last", op: "slice", start: 1, end: 2, from: ["all"] },
        ],
        outputs: [{ name: "y", from: "last" }],
      },
    };
    expect(compact(both).network.layers).toEqual(both.layers);
  });
});
