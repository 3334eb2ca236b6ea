import { affineLines, createTape, primal, sensitivities, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { finish, forward } from "@espalier/network";
import type { Head, Network } from "@espalier/network";
import { energies } from "@espalier/scores";
import { randomNormal, seededRandom } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  assess,
  compareOutputs,
  optimalBrainSurgeon,
  prune,
  pruningWithin,
  scoreStatistics,
  scoring,
  statisticsParts,
  totalStatistics,
} from "../../src/index.ts";

const random = seededRandom(3);
const layer = (I: number, J: number, kind: "tanh" | "identity") => ({
  weight: randomNormal([I, J], random),
  bias: randomNormal([I], random),
  activation: { kind },
});
const layers = [layer(5, 4, "tanh"), layer(3, 5, "identity"), layer(2, 5, "identity")];
const inputs = randomNormal([40, 4], random);

/** A trunk with two outputs, of three and of two columns. */
const networkOf = (animal: Output, colour: Output): Network => ({
  layers,
  graph: {
    inputs: [{ name: "x", width: 4 }],
    nodes: [
      { name: "trunk", op: "layer", layer: 0, from: ["x"] },
      { name: "a", op: "layer", layer: 1, from: ["trunk"] },
      { name: "b", op: "layer", layer: 2, from: ["trunk"] },
    ],
    outputs: [
      { name: "animal", from: "a", ...animal },
      { name: "colour", from: "b", ...colour },
    ],
  },
});
type Output = { readonly head?: Head; readonly weight?: number };

const two = networkOf({ head: "softmax" }, { head: "softmax", weight: 3 });
const one = networkOf({ head: "log-softmax" }, { weight: 3 });
const metric = "softmax";

const softmaxOf = (y: readonly number[]): number[] => {
  const exps = y.map(Math.exp);
  return exps.map((each) => each / exps.reduce((sum, other) => sum + other));
};
const fisherOf = (y: readonly number[], isSoftmax: boolean): number[][] => {
  const p = softmaxOf(y);
  return y.map((_, a) => y.map((__, b) => (isSoftmax ? p[a] * (Number(a === b) - p[b]) : Number(a === b))));
};
const near = (actual: ArrayLike<number>, expected: ArrayLike<number>, relative: number): void => {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(...Array.from(expected, Math.abs));
  for (let at = 0; at < expected.length; at++)
    expect(Math.abs(actual[at] - expected[at])).toBeLessThanOrEqual(relative * size);
};

describe.each([
  ["two heads", two, true],
  ["a head and an output without one", one, false],
] as const)("%s", (_, network, isSecond) => {
  it("have the energies gᵀ F g of the dense Jacobian, with a block of F for each, to 1e-12", () => {
    const output = forward(network, source(createTape(), inputs)) as Variable;
    const lines = affineLines(output);
    const g = Array.from({ length: 5 }, (__, m) => sensitivities(output, m, lines));
    const { data: y } = primal(output);
    const found = energies(network, inputs, metric);
    for (const [k, { energy }] of found.entries()) {
      const [N, I] = energy.shape;
      const expected = Float64Array.from({ length: N * I }, (__, ni) => {
        const n = Math.floor(ni / I);
        let sum = 0;
        for (const [from, to, weight, isSoftmax] of [
          [0, 3, 1, true],
          [3, 5, 3, isSecond],
        ] as const)
          // prettier-ignore
          for (const [a, row] of fisherOf(Array.from(y.slice(n * 5 + from, n * 5 + to)), isSoftmax).entries())
            for (const [b, F_ab] of row.entries())
              sum += weight * F_ab * g[from + a][k].data[ni] * g[from + b][k].data[ni];
        return sum;
      });
      near(energy.data, expected, 1e-12);
    }
  });

  it("measure the sum of their divergences", () => {
    const { network: pruned } = prune(network, inputs, { ratio: 0.5, metric });
    const [y0, y] = [network, pruned].map((each) => forward(each, inputs).data);
    let total = 0;
    for (let n = 0; n < 40; n++)
      for (const [from, to, weight, isSoftmax] of [
        [0, 3, 1, true],
        [3, 5, 3, isSecond],
      ] as const) {
        // prettier-ignore
        const [a, b] = [y0, y].map((each) => Array.from(each.slice(n * 5 + from, n * 5 + to)));
        const [p, q] = [softmaxOf(a), softmaxOf(b)];
        total += weight * a.reduce((sum, __, m) => sum + (isSoftmax ? p[m] * Math.log(p[m] / q[m]) : (a[m] - b[m]) ** 2 / 2), 0); // prettier-ignore
      }
    near(
      [compareOutputs(network, pruned, inputs, { metric }).relative],
      [Math.sqrt((2 * total) / 40)],
      1e-12,
    );
  });

  it("are solved for by the compensation network, which lowers that sum", () => {
    const [bias, solved] = (["bias", "network"] as const).map((compensation) => {
      const pruned = prune(network, inputs, { ratio: 0.5, metric, compensation, effort: "quick" });
      expect(pruned.network.graph).toEqual(network.graph);
      return assess(network, pruned, inputs, { metric }).measured.relative;
    });
    expect(solved).toBeLessThan(bias);
  });

  it("have the same scores from parts of the samples", async () => {
    const { data, shape } = finish(scoring(network, inputs, { metric }))[0].importance;
    const parts = await statisticsParts(network, [inputs], { metric });
    expect(scoreStatistics(network, totalStatistics(parts))[0].importance).toEqual({ data, shape });
  });

  it("keep within a budget, lose whole neurons, and have the inverse of Optimal Brain Surgeon", () => {
    const within = finish(pruningWithin(network, inputs, { budget: 0.2, metric }));
    expect(compareOutputs(network, within.network, inputs, { metric }).relative).toBeLessThanOrEqual(0.2);
    const neurons = prune(network, inputs, { ratio: 0.2, metric, granularity: "neuron" });
    expect(neurons.network.layers[0].bias.shape).toEqual([4]);
    const surgeon = finish(optimalBrainSurgeon(network, inputs, { ratio: 0.1, metric }));
    expect(compareOutputs(network, surgeon.network, inputs, { metric }).relative).toBeLessThan(0.5);
  });
});

it.each([0, 1])("an output that counts for nothing leaves the scores of the other alone: %i", (at) => {
  const none = { weight: 1e-300, head: "softmax" } as const;
  const both = at === 0 ? networkOf({ head: "softmax" }, none) : networkOf(none, { head: "softmax" });
  const { inputs: from, nodes, outputs } = both.graph!;
  const alone: Network = {
    layers: [layers[0], layers[1 + at]],
    graph: {
      inputs: from,
      nodes: [nodes[0], { name: ["a", "b"][at], op: "layer", layer: 1, from: ["trunk"] }],
      outputs: [outputs[at]],
    },
  };
  const importanceOf = (network: Network): Tensor[] =>
    finish(scoring(network, inputs, { metric })).map(({ importance }) => importance);
  const [trunk, ...heads] = importanceOf(both);
  const [own, head] = importanceOf(alone);
  near(trunk.data, own.data, 1e-12);
  near(heads[at].data, head.data, 1e-12);
});
