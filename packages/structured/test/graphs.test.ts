import {
  checkNetwork,
  finish,
  forward,
  graphOf,
  inputWidth,
  outputWidth,
  weightCount,
} from "@espalier/network";
import type { GraphNode, Layer, Network } from "@espalier/network";
import { randomNormal, seededRandom, ShapeError, tensor, toNested } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longLaw } from "../../../test-setup/law.ts";
import { asGraph, graphCases } from "../../network/test/support/graphs.ts";
import { cases } from "../../network/test/support/arbitraries.ts";
import { magnitude } from "../../network/test/support/naive.ts";
import { expectNear, u } from "../../network/test/support/near.ts";
import { masked } from "../../network/src/training/masks.ts";
import { prune, pruning } from "../../prune/src/index.ts";
import type { PrunedUnits } from "../../prune/src/index.ts";
import { takeColumns, unitCompensationNames, unitStrategies } from "../src/index.ts";
import { unitsOf } from "../src/units/groups.ts";

const granularities = ["neuron", "input"] as const;

/** The outputs of a network and of what is left of it, for the same samples. */
const outputs = (network: Network, { network: left, inputs: columns }: PrunedUnits, X: Tensor) =>
  [forward(network, X), forward(left, takeColumns(X, columns))] as const;

/** How many units a network can lose, at most some. */
const count = (network: Network, granularity: "neuron" | "input", most: number): number => {
  for (let n = Math.min(most, unitsOf(network, granularity).units.length); n > 0; n--)
    try {
      prune(network, randomNormal([3, inputWidth(network)], seededRandom(1)), { granularity, count: n, compensation: "none", strategy: "unit-constant" }); // prettier-ignore
      return n;
    } catch (error) {
      if (!String(error).includes("at most")) throw error;
    }
  return 0;
};

describe("units of a graph", () => {
  longLaw(
    "leave the network that their masks leave, if nothing compensates for them",
    graphCases({ ties: true }),
    ({ network, inputs }) => {
      for (const granularity of granularities) {
        const n = count(network, granularity, 3);
        if (n === 0) continue;
        const pruned = prune(network, inputs, { granularity, count: n, compensation: "none", strategy: "unit-constant" }); // prettier-ignore
        checkNetwork("test", pruned.network);
        expect(pruned.units).toBe(n);
        expect(pruned.removed).toBe(weightCount(network) - weightCount(pruned.network));
        expect(pruned.removed).toBe(
          network.layers.reduce(
            (sum, { tied }, k) =>
              sum + (tied === undefined ? pruned.masks[k].filter((kept) => kept === 0).length : 0),
            0,
          ),
        );
        expect(pruned.network.layers.map(({ weight }) => weight.shape[1])).toEqual(pruned.kept.map(({ length }) => length)); // prettier-ignore
        const [, left] = outputs(network, pruned, inputs);
        // Without rows the neurons still have their biases, but what reads them does not.
        const bound = 1e3 * u * (1 + magnitude(network, inputs));
        expectNear(left, forward(withoutColumns(network, pruned), inputs), bound);
      }
    },
  );

  longLaw("are the neurons of a chain, to the bit, if the graph is one", cases, ({ network, inputs }) => {
    const most = count(network, "neuron", 2);
    if (most === 0) return;
    const options = { granularity: "neuron", count: most } as const;
    const { network: left, ...chain } = prune(network, inputs, options);
    const { network: graph, ...other } = prune(asGraph(network), inputs, options);
    expect(other).toEqual(chain);
    expect(graph.layers).toEqual(left.layers);
  });

  const some = fc.sample(graphCases({ ties: true }).filter(({ network }) => unitsOf(network, "neuron").units.length > 3 && count(network, "neuron", 2) === 2), { numRuns: 4, seed: 11 }); // prettier-ignore
  const drawn = some.map(({ network }) => ({
    network,
    X: randomNormal([20, inputWidth(network)], seededRandom(3)),
  }));

  it.each(unitStrategies.flatMap(({ name, only }) => (only === "input" ? [] : [name])))(
    "are scored by %s",
    (strategy) => {
      for (const { network, X } of drawn) {
        const targets = randomNormal([20, outputWidth(network)], seededRandom(4));
        const pruned = prune(network, X, { granularity: "neuron", count: 2, strategy, targets, loss: "mean-squared-error", random: seededRandom(5) }); // prettier-ignore
        checkNetwork("test", pruned.network);
        expect(pruned.units).toBe(2);
      }
    },
  );

  it.each(unitCompensationNames)("are compensated for by %s", (compensation) => {
    for (const { network, X } of drawn) {
      const pruned = prune(network, X, {
        granularity: "neuron",
        count: 2,
        compensation,
        effort: "quick",
        steps: 2,
      });
      checkNetwork("test", pruned.network);
      for (const [k, { tied }] of pruned.network.layers.entries())
        if (tied !== undefined)
          expect(pruned.network.layers[k].weight).toBe(pruned.network.layers[tied].weight);
    }
  });
});

/** The network in which no layer reads a removed column. */
const withoutColumns = (network: Network, { kept }: PrunedUnits): Network =>
  masked(
    network,
    network.layers.map(({ weight: { shape, data } }, k) =>
      Uint8Array.from(data, (_, ij) => Number(kept[k].includes(ij % shape[1]))),
    ),
  );

const layer = (weight: number[][], tied?: number): Layer => ({
  weight: tensor(weight),
  bias: tensor(weight.map((_, i) => i / 4)),
  activation: { kind: "identity" },
  ...(tied === undefined ? {} : { tied }),
});
const read = (name: string, k: number, from: string): GraphNode => ({
  name,
  op: "layer",
  layer: k,
  from: [from],
});
const graph = (layers: Layer[], nodes: GraphNode[], from: string, width = 2): Network => ({
  layers,
  graph: { inputs: [{ name: "x", width }], nodes, outputs: [{ name: "y", from }] },
});
const columns = (network: Network, granularity: "neuron" | "input" = "neuron") =>
  unitsOf(network, granularity).units.map((unit) => ({
    columns: Object.fromEntries(unit.columns),
    readers: unit.readers.map(({ k, j }) => `${k}:${j}`).join(" "),
  }));

describe("takeColumns", () => {
  const X = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);

  it("takes columns of a matrix in the order of their numbers", () => {
    expect(toNested(takeColumns(X, [2, 0]))).toEqual([
      [3, 1],
      [6, 4],
    ]);
  });

  it("refuses a column that is not there, which would be a number of the next row", () => {
    expect(() => takeColumns(X, [3])).toThrow("takeColumns: expected columns from 0 to 2; received 3");
    expect(() => takeColumns(X, [-1])).toThrow(ShapeError);
    expect(() => takeColumns(tensor([1, 2]), [0])).toThrow("takeColumns: expected");
  });
});

describe("a unit", () => {
  const gates: GraphNode[] = [
    read("both", 0, "x"),
    { name: "gate", op: "slice", from: ["both"], start: 0, end: 2 },
    { name: "value", op: "slice", from: ["both"], start: 2, end: 4 },
    { name: "product", op: "mul", from: ["gate", "value"] },
    read("exit", 1, "product"),
  ];
  const gated = graph([layer([[1, 2], [3, 4], [5, 6], [7, 8]]), layer([[1, -1]])], gates, "exit"); // prettier-ignore

  it("of a gated network is a neuron of the gate and one of the value", () => {
    expect(columns(gated)).toEqual([
      { columns: { both: [0, 2], gate: [0], value: [0], product: [0] }, readers: "1:0" },
      { columns: { both: [1, 3], gate: [1], value: [1], product: [1] }, readers: "1:1" },
    ]);
    const X = randomNormal([9, 2], seededRandom(1));
    const pruned = prune(gated, X, { granularity: "neuron", count: 1, strategy: "unit-constant" });
    expect(pruned.network.layers.map(({ weight: { shape } }) => shape)).toEqual([[2, 2], [1, 1]]); // prettier-ignore
    expect(pruned.removed).toBe(2 * 2 + 1);
    expect(graphOf(pruned.network).nodes.slice(1, 3)).toMatchObject([{ start: 0, end: 1 }, { start: 1, end: 2 }]); // prettier-ignore
  });

  it("of a concatenation is the column that it copies; those of a product, a maximum or a minimum are tied", () => {
    for (const op of ["mul", "max", "min", "add"] as const) {
      const nodes: GraphNode[] = [
        read("a", 0, "x"),
        read("b", 1, "x"),
        { name: "both", op: "concat", from: ["a", "b"] },
        { name: "bent", op: "activation", from: ["both"], activation: { kind: "relu" } },
        { name: "left", op: "slice", from: ["bent"], start: 0, end: 1 },
        { name: "right", op: "slice", from: ["bent"], start: 2, end: 3 },
        { name: "tied", op, from: ["left", "right"] },
        read("exit", 2, "tied"),
        read("other", 3, "bent"),
        { name: "sum", op: "add", from: ["exit", "other"] },
      ];
      const layers = [layer([[1, 2]]), layer([[3, 4], [5, 6]]), layer([[7]]), layer([[1, 2, 3]])]; // prettier-ignore
      expect(columns(graph(layers, nodes, "sum"))).toEqual([
        {
          columns: { a: [0], b: [1], both: [0, 2], bent: [0, 2], left: [0], right: [0], tied: [0] },
          readers: "2:0 3:0 3:2",
        },
        { columns: { b: [0], both: [1], bent: [1] }, readers: "3:1" },
      ]);
    }
  });

  it("of a residual stream goes through all of its sums, and is read by every block", () => {
    const nodes: GraphNode[] = [
      read("enter", 0, "x"),
      read("a", 1, "enter"),
      { name: "sum", op: "add", from: ["enter", "a"] },
      read("exit", 2, "sum"),
    ];
    const network = graph([layer([[1, 0], [0, 1]]), layer([[1, 1], [1, -1]]), layer([[1, 2]])], nodes, "exit"); // prettier-ignore
    expect(columns(network)).toEqual([0, 1].map((j) => ({ columns: { enter: [j], a: [j], sum: [j] }, readers: `1:${j} 2:${j}` }))); // prettier-ignore
    const X = randomNormal([9, 2], seededRandom(1));
    const { network: left, scores } = prune(network, X, {
      granularity: "neuron",
      count: 1,
      strategy: "unit-constant",
    });
    expect(left.layers.map(({ weight: { shape } }) => shape)).toEqual([[1, 2], [1, 1], [1, 1]]); // prettier-ignore
    const total = [0, 1].map((j) => scores[1][j] + scores[2][j]);
    expect(left.layers[0].weight.data).toEqual(
      total[0] < total[1] ? Float64Array.of(0, 1) : Float64Array.of(1, 0),
    );
  });

  it("of a shared matrix goes at every use", () => {
    const nodes: GraphNode[] = [
      read("h0", 0, "x"),
      read("h1", 1, "h0"),
      { name: "s1", op: "add", from: ["h0", "h1"] },
      read("h2", 2, "s1"),
      { name: "s2", op: "add", from: ["s1", "h2"] },
      read("exit", 3, "s2"),
    ];
    const shared = layer([[1, 2], [3, 4]]); // prettier-ignore
    const network = graph([layer([[1, 0], [0, 1]]), shared, { ...shared, tied: 1 }, layer([[1, 2]])], nodes, "exit"); // prettier-ignore
    expect(columns(network).map(({ readers }) => readers)).toEqual(["1:0 2:0 3:0", "1:1 2:1 3:1"]);
    const X = randomNormal([9, 2], seededRandom(1));
    for (const compensation of unitCompensationNames) {
      const { network: left } = prune(network, X, {
        granularity: "neuron",
        count: 1,
        compensation,
        effort: "quick",
      });
      expect(left.layers.map(({ weight: { shape }, tied }) => [shape, tied])).toEqual([[[1, 2], undefined], [[1, 1], undefined], [[1, 1], 1], [[1, 1], undefined]]); // prettier-ignore
    }
  });

  it("does not reach a normalization, nor an output", () => {
    const nodes: GraphNode[] = [
      read("enter", 0, "x"),
      {
        name: "norm",
        op: "layer-normalization",
        from: ["enter"],
        gain: tensor([1, 1]),
        shift: tensor([0, 0]),
        epsilon: 1,
      },
      read("inner", 1, "norm"),
      read("exit", 2, "inner"),
    ];
    const layers = [layer([[1, 0], [0, 1]]), layer([[1, 2], [3, 4]]), layer([[1, 2]])]; // prettier-ignore
    expect(columns(graph(layers, nodes, "exit")).map(({ readers }) => readers)).toEqual(["2:0", "2:1"]);
    const bare = graph([layers[0], layers[2]], [nodes[0], nodes[1], read("exit", 1, "norm")], "exit");
    const X = randomNormal([3, 2], seededRandom(1));
    expect(() => finish(pruning(bare, X, { granularity: "neuron", count: 1 }))).toThrow(
      'pruning: expected a network with hidden neurons to remove; received one in which each of them stays, such as a column beside layer-normalization "norm"',
    );
  });

  it("of an input includes the neurons that are added to it", () => {
    const nodes: GraphNode[] = [
      read("a", 0, "x"),
      { name: "sum", op: "add", from: ["x", "a"] },
      read("exit", 1, "sum"),
    ];
    const network = graph([layer([[1, 2], [3, 4]]), layer([[1, 2]])], nodes, "exit"); // prettier-ignore
    expect(columns(network, "input").map(({ readers }) => readers)).toEqual(["0:0 1:0", "0:1 1:1"]);
    expect(columns(network)).toEqual([]);
    const X = randomNormal([9, 2], seededRandom(1));
    for (const strategy of ["unit-affine", "input-perturbation"]) {
      const pruned = prune(network, X, { granularity: "input", count: 1, strategy });
      expect([pruned.inputs.length, inputWidth(pruned.network)]).toEqual([1, 1]);
    }
  });

  it("of two that share a value leaves its last column", () => {
    const X = randomNormal([9, 2], seededRandom(1));
    expect(() => finish(pruning(gated, X, { granularity: "neuron", count: 2 }))).toThrow(
      "pruning: expected at most 1 of 2 neurons to remove, so that no layer is left empty; received 2",
    );
  });
});
