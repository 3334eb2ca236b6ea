import { layerInputs, mapParameters } from "@espalier/network";
import type { Network } from "@espalier/network";
import { tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { cases, casesOf, networks, tameKinds } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { magnitude, mean, rowsOf } from "../../../network/test/support/naive.ts";
import { expectNear, u } from "../../../network/test/support/near.ts";
import { scoresOf } from "../support/scores.ts";

/** Outputs that are the signals of the last layer, each with energy 1 in every sample. */
const endingLinearly = casesOf(networks(tameKinds, ["identity"]));

/** One neuron, y = W x. */
const neuron = (W: number[][]): Network => ({
  layers: [{ weight: tensor(W), bias: tensor(W.map(() => 0)), activation: { kind: "identity" } }],
});

describe("mean replacement", () => {
  law("has I = W² Var(x_j), and δ = W E[x_j]", cases, ({ network, inputs }) => {
    const scores = scoresOf(network, inputs, { strategy: "mean-replacement" });
    const size = magnitude(network, inputs); // of every x and of every W x
    for (const [k, received] of layerInputs(network, inputs).entries()) {
      const { weight } = network.layers[k];
      const J = weight.shape[1];
      const columns = Array.from({ length: J }, (_, j) => rowsOf(received).map((x) => x[j]));
      const variance = columns.map((column) => mean(column.map((x) => (x - mean(column)) ** 2)));
      const I = weight.data.map((W_ij, ij) => W_ij ** 2 * variance[ij % J]);
      const delta = weight.data.map((W_ij, ij) => W_ij * mean(columns[ij % J]));
      // Some ten roundings for each of six samples, in numbers of that size and their squares.
      expectNear(scores[k].importance, I, 100 * u * size ** 2);
      expectNear(scores[k].compensation, delta, 100 * u * size);
    }
  });

  law(
    "is the proposed method where G is constant: in the last layer, to the last bit",
    endingLinearly,
    (drawn) => {
      const { network, inputs } = drawn;
      const last = scoresOf(network, inputs, { strategy: "mean-replacement" }).at(-1);
      // Only there is the importance a change of the outputs, so it is not taken for one.
      expect(last).toEqual({ ...scoresOf(network, inputs).at(-1), predictsChange: false });
    },
  );

  law("compensates as nonlinear does", cases, ({ network, inputs }) => {
    const replaced = scoresOf(network, inputs, { strategy: "mean-replacement" });
    for (const [k, { compensation }] of scoresOf(network, inputs, { strategy: "nonlinear" }).entries())
      expect(replaced[k].compensation).toEqual(compensation);
  });

  it("of W = 2, −1 and x = (1, 5), (3, 5) costs 4 and nothing, with δ = 4 and −5", () => {
    // E[x] = 2, 5 and Var(x) = 1, 0.
    const inputs = tensor([
      [1, 5],
      [3, 5],
    ]);
    const [scores] = scoresOf(neuron([[2, -1]]), inputs, { strategy: "mean-replacement" });
    expect([scores.importance, scores.compensation].map(toNested)).toEqual([[[4, 0]], [[4, -5]]]);
  });
});

describe("flap", () => {
  const flap = { strategy: "flap" };

  const withoutZeros = cases.map(({ network, inputs }) => ({
    network: mapParameters(network, ({ shape, data }) => ({ shape, data: data.map((each) => each || 1) })),
    inputs,
  }));
  law("has its lowest score, over all layers, for every weight that is 0", cases, ({ network, inputs }) => {
    const scores = scoresOf(network, inputs, flap);
    const lowest = Math.min(...scores.flatMap(({ importance }) => [...importance.data]));
    for (const [k, { weight }] of network.layers.entries())
      for (const [ij, W_ij] of weight.data.entries())
        if (W_ij === 0) expect(scores[k].importance.data[ij]).toBe(lowest);
  });

  law("orders the weights of a layer as mean replacement does, and compensates so", cases, (drawn) => {
    const { network, inputs } = drawn;
    const replaced = scoresOf(network, inputs, { strategy: "mean-replacement" });
    for (const [k, { importance, compensation }] of scoresOf(network, inputs, flap).entries()) {
      expect(compensation).toEqual(replaced[k].compensation);
      const W = network.layers[k].weight.data;
      const order = [...importance.data.keys()].toSorted(
        (a, b) =>
          replaced[k].importance.data[a] - replaced[k].importance.data[b] || Math.abs(W[a]) - Math.abs(W[b]),
      );
      for (const [at, ij] of order.slice(1).entries())
        expect(importance.data[order[at]]).toBeLessThanOrEqual(importance.data[ij]);
    }
  });

  law(
    "has the mean 0 and the variance 1 in every layer whose scores differ, if no weight is 0",
    withoutZeros,
    ({ network, inputs }) => {
      const replaced = scoresOf(network, inputs, { strategy: "mean-replacement" });
      for (const [k, { importance }] of scoresOf(network, inputs, flap).entries()) {
        const values = Array.from(importance.data);
        const raw = replaced[k].importance.data;
        const [least, most] = [Math.min(...raw), Math.max(...raw)];
        if (least === most) expect(values.every((value) => value === 0)).toBe(true);
        else {
          // Up to sixteen entries, of which the largest stands out by (most − least) / most at least.
          const bound = (1000 * u * most) / (most - least);
          expectNear([mean(values)], [0], bound);
          expectNear([mean(values.map((value) => value ** 2))], [1], 10 * bound);
        }
      }
    },
  );

  it("of W² Var(x) = 4, 0 in one layer is 1, −1, however large the weights of the layer are", () => {
    const inputs = tensor([
      [1, 5],
      [3, 5],
    ]);
    for (const size of [1, 1000])
      expect(toNested(scoresOf(neuron([[2 * size, -size]]), inputs, flap)[0].importance)).toEqual([[1, -1]]);
  });

  it("of scores too large to be added is finite", () => {
    const inputs = tensor([
      [1, 1],
      [-1, -1],
    ]);
    const [{ importance }] = scoresOf(neuron([[1e154, 1.2e154]]), inputs, flap);
    expectNear(importance, [-1, 1], 8 * u);
  });
});
