import { rows, tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  checkNetwork,
  cloneNetwork,
  compareOutputs,
  forward,
  layerInputs,
  mapParameters,
  outputWidth,
  parametersOf,
  sizesOf,
  weightCount,
} from "../../src/index.ts";
import type { Graph, GraphNode, Network } from "../../src/index.ts";
import { prune } from "../../../prune/src/index.ts";
import { strategies } from "../../../scores/src/index.ts";
import { law } from "../../../../test-setup/law.ts";
import { cases, networks } from "../support/arbitraries.ts";
import { asGraph, graphCases, graphs } from "../support/graphs.ts";
import { naiveOutputs, rowsOf } from "../support/naive.ts";
import { expectNear, largest } from "../support/near.ts";
import { describeRefusals } from "../support/refusals.ts";

describe("the outputs of a graph", () => {
  law(
    "are those of its nodes written out, one number at a time",
    graphCases({ transposes: true, ties: true }),
    ({ network, inputs }) => {
      const expected = rowsOf(inputs).flatMap((x) => naiveOutputs(network, x));
      // Seven nodes of four columns: no number on the way has more than some hundred roundings of the largest.
      expectNear(forward(network, inputs), expected, 1e-10 * Math.max(1, largest(expected)) ** 2);
    },
  );

  law("are those of each sample alone, to the last bit", graphCases(), ({ network, inputs }) => {
    const together = forward(network, inputs);
    for (let n = 0; n < inputs.shape[0]; n++)
      expect(toNested(forward(network, rows(inputs, n, n + 1)))).toEqual(toNested(rows(together, n, n + 1)));
  });

  law("are side by side, as wide as the network says", graphCases(), ({ network, inputs }) => {
    expect(forward(network, inputs).shape).toEqual([inputs.shape[0], outputWidth(network)]);
    expect(layerInputs(network, inputs).map(({ shape }) => shape[1])).toEqual(
      network.layers.map(({ weight }) => weight.shape[1]),
    );
  });

  law(
    "come from parameters that are replaced in the order in which they are listed",
    graphs({ transposes: true, ties: true }),
    (network) => {
      const met: unknown[] = [];
      expect(
        mapParameters(network, (parameter) => {
          met.push(parameter);
          return parameter;
        }),
      ).toEqual(network);
      expect(met).toEqual(parametersOf(network));
      expect(cloneNetwork(network)).toEqual(network);
    },
  );

  it("of a residual block are x + W x + b", () => {
    const graph: Graph = {
      inputs: [{ name: "x", width: 2 }],
      nodes: [
        { name: "inner", op: "layer", layer: 0, from: ["x"] },
        { name: "sum", op: "add", from: ["x", "inner"] },
      ],
      outputs: [{ name: "y", from: "sum" }],
    };
    const layer = { weight: tensor([[1, 2], [0, 1]]), bias: tensor([0, 5]), activation: { kind: "identity" } } as const; // prettier-ignore
    expect(toNested(forward({ layers: [layer], graph }, tensor([[3, 4]])))).toEqual([[3 + 11, 4 + 9]]);
  });
});

describe("a chain that is written as a graph", () => {
  law("has the same bits", cases, ({ network, inputs }) => {
    const graph = asGraph(network);
    checkNetwork("test", graph);
    expect(forward(graph, inputs)).toEqual(forward(network, inputs));
    expect(layerInputs(graph, inputs)).toEqual(layerInputs(network, inputs));
    expect([sizesOf(graph), weightCount(graph)]).toEqual([sizesOf(network), weightCount(network)]);
  });

  it.each(strategies.filter(({ kind }) => kind === "score").map(({ name }) => name))(
    "is pruned to the same bits by %s",
    (strategy) => {
      const network: Network = {
        layers: [
          { weight: tensor([[1, -2], [0.5, 3], [2, 0.25]]), bias: tensor([0.5, 0, -1]), activation: { kind: "relu" } }, // prettier-ignore
          {
            weight: tensor([
              [1, 2, -1],
              [0.5, -1, 3],
            ]),
            bias: tensor([0, 1]),
            activation: { kind: "tanh" },
          },
          { weight: tensor([[2, -3]]), bias: tensor([1]), activation: { kind: "identity" } },
        ],
      };
      const inputs = tensor([[1, 2], [0, -1], [3, 0.5], [-2, 1]]); // prettier-ignore
      const targets = tensor([[1], [2], [0], [-1]]);
      const random = (): number => 0.25;
      const options = { ratio: 0.5, strategy, targets, loss: "mean-squared-error", random } as const;
      const [chain, graph] = [network, asGraph(network)].map((each) => prune(each, inputs, options));
      expect(graph.masks).toEqual(chain.masks);
      expect(graph.scores).toEqual(chain.scores);
      expect(graph.network.layers).toEqual(chain.network.layers);
      expect(compareOutputs(chain.network, graph.network, inputs).rootMeanSquare).toBe(0);
    },
  );

  law("keeps its graph through a clone", networks(), (network) => {
    expect(cloneNetwork(asGraph(network))).toEqual(asGraph(network));
  });
});

const layer = (I: number, J: number) => ({
  weight: tensor(Array.from({ length: I }, () => Array.from({ length: J }, () => 1))),
  bias: tensor(Array.from({ length: I }, () => 0)),
  activation: { kind: "relu" } as const,
});
const inputs = [{ name: "x", width: 2 }];
const outputs = [{ name: "y", from: "out" }];
const inner: GraphNode = { name: "inner", op: "layer", layer: 0, from: ["x"] };
const out: GraphNode = { name: "out", op: "layer", layer: 1, from: ["inner"] };
const checked =
  (graph: unknown, layers: Network["layers"] = [layer(2, 2), layer(1, 2)]) =>
  () =>
    checkNetwork("test", { layers, graph: graph as Graph });
const withNodes = (...nodes: unknown[]) => checked({ inputs, nodes, outputs });
const listsAre = "a graph { inputs, nodes, outputs }, lists of at least one each";

// prettier-ignore
describeRefusals({
  "a graph that is none": [
    [checked(7),                                       `test: expected ${listsAre}; received inputs: undefined`],
    [checked({ inputs: [], nodes: [out], outputs }),   `test: expected ${listsAre}; received inputs: []`],
    [checked({ inputs, nodes: [null], outputs }),      "test: graph.nodes[0]: expected a name, a text that is not empty; received undefined"],
    [checked({ inputs, nodes: [{ ...inner, name: "" }], outputs }), 'test: graph.nodes[0]: expected a name, a text that is not empty; received ""'],
    [checked({ inputs: [{ name: "x", width: 0 }], nodes: [inner, out], outputs }), 'test: input "x": expected a width, a whole number > 0; received 0'],
    [withNodes({ ...inner, op: "conv" }, out),         'test: node "inner": expected an op among layer, activation, add, mul, max, min, concat, slice, constant, layer-normalization, rms-normalization, softmax; received "conv"'],
    [withNodes({ ...inner, from: "x" }, out),          'test: node "inner": expected from, a list of one name, as layer reads; received "x"'],
    [withNodes(inner, { name: "out", op: "add", from: ["x"] }), 'test: node "out": expected from, a list of at least two names, as add reads; received ["x"]'],
    [checked({ inputs, nodes: [inner, out], outputs: [{ name: "y", from: "out", weight: -1 }] }), 'test: output "y": expected a finite weight > 0; received -1'],
    [checked({ inputs, nodes: [inner, out], outputs: [{ name: "y", from: "out", head: "argmax" }] }), 'test: output "y": expected a head among softmax, log-softmax; received "argmax"'],
  ],
  "names": [
    [withNodes(inner, { ...out, name: "inner" }),      'test: expected inputs and nodes of different names; received "inner" twice'],
    [withNodes(inner, { ...out, name: "x" }),          'test: expected inputs and nodes of different names; received "x" twice'],
    [checked({ inputs, nodes: [inner, out], outputs: [...outputs, ...outputs] }), 'test: expected outputs of different names; received "y" twice'],
    [withNodes(inner, { ...out, from: ["hidden"] }),   'test: node "out": expected from among x, inner; received "hidden"'],
    [checked({ inputs, nodes: [inner, out], outputs: [{ name: "y", from: "z" }] }), 'test: output "y": expected from among x, inner, out; received "z"'],
    [withNodes({ ...inner, from: ["out"] }, out),      'test: node "inner": expected no circle; received out → inner → out'],
    [withNodes({ ...inner, from: ["inner"] }, out),    'test: node "inner": expected no circle; received inner → inner'],
    [withNodes(out, inner),                            'test: node "out": expected "inner" before it, as it reads it; received it stands behind'],
  ],
  "what does not fit": [
    [withNodes(inner),                                 'test: output "y": expected from among x, inner; received "out"'],
    [withNodes(inner, { ...out, layer: 0 }),           "test: graph: expected one node for each layer, 0 … 1 in this order; received nodes of layers 0, 0"],
    [checked({ inputs, nodes: [inner, out], outputs }, [layer(2, 2), layer(1, 3)]), 'test: node "out": expected a weight of 2 columns, as many as it reads; received [1, 3]'],
    [withNodes(inner, { name: "mid", op: "slice", start: 1, end: 3, from: ["inner"] }, { ...out, from: ["mid"] }), 'test: node "mid": expected columns 0 ≤ start < end ≤ 2; received 1 to 3'],
    [withNodes(inner, { name: "one", op: "slice", start: 1, end: 2, from: ["x"] }, { name: "sum", op: "add", from: ["inner", "one"] }, { ...out, from: ["sum"] }), 'test: node "sum": expected values of 2 columns, as the first has; received 2, 1'],
    [withNodes(inner, { name: "norm", op: "rms-normalization", gain: tensor([1]), epsilon: 0, from: ["inner"] }, { ...out, from: ["norm"] }), 'test: node "norm": expected gain [2], one for each column; received [1]'],
    [withNodes(inner, { name: "norm", op: "rms-normalization", gain: tensor([1, 1], "f32"), epsilon: 0, from: ["inner"] }, { ...out, from: ["norm"] }), 'test: node "norm": expected gain in f64, as the first weight is; received f32'],
    [withNodes(inner, { name: "norm", op: "rms-normalization", gain: tensor([1, 1]), epsilon: NaN, from: ["inner"] }, { ...out, from: ["norm"] }), 'test: node "norm": expected a finite epsilon ≥ 0; received NaN'],
    [withNodes(inner, { name: "c", op: "constant", values: [NaN], from: [] }, out), 'test: node "c": expected values, a list of finite numbers; received NaN'],
    [withNodes(inner, { name: "act", op: "activation", activation: { kind: "clip", min: 1, max: 0 }, from: ["inner"] }, out), 'test: node "act": expected min ≤ max of clip; received 1 and 0'],
  ],
  "what leads nowhere": [
    [withNodes(inner, { name: "twice", op: "add", from: ["x", "inner"] }, out), 'test: node "twice": expected a node or an output that reads it; received none'],
    [withNodes({ name: "c", op: "constant", values: [1, 2], from: [] }, { ...inner, from: ["c"] }, out), 'test: node "inner": expected a layer that depends on an input; received constants alone'],
  ],
  "a tied matrix": [
    [checked(undefined, [layer(2, 2), { ...layer(2, 2), tied: 1 }]),      "test: layer 1: expected tied to an earlier layer that is not tied itself; received 1"],
    [checked(undefined, [layer(2, 2), { ...layer(2, 2), weight: tensor([[1, 1], [1, 2]]), tied: 0 }]), "test: layer 1: expected the weight of layer 0, to which it is tied; received another weight"],
  ],
});
