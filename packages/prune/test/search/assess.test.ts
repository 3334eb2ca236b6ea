import { tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assess,
  compareOutputs,
  forward,
  nonzeroWeights,
  prune,
  strategies,
  weightCount,
} from "../../src/index.ts";
import type { Network, ScoringStrategy, Strategy } from "../../src/index.ts";
import { cases } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";

const isScoring = (strategy: Strategy): strategy is ScoringStrategy => strategy.kind === "score";

const ratios = fc.double({ min: 0, max: 1, noNaN: true });

describe("what pruning did", () => {
  law("counts what is kept in each layer", fc.record({ drawn: cases, ratio: ratios }), ({ drawn, ratio }) => {
    const { network, inputs } = drawn;
    const pruned = prune(network, inputs, { ratio });
    const { layers, measured } = assess(network, pruned, inputs);
    expect(layers.reduce((sum, { kept }) => sum + kept, 0)).toBe(weightCount(network) - pruned.removed);
    expect(layers.map(({ weights }) => weights)).toEqual(
      network.layers.map(({ weight }) => weight.data.length),
    );
    expect(measured).toEqual(compareOutputs(network, pruned.network, inputs));
  });

  law("is measured layer by layer, the others as they were", cases, ({ network, inputs }) => {
    const pruned = prune(network, inputs, { ratio: 0.5 });
    for (const [k, { measured }] of assess(network, pruned, inputs).layers.entries()) {
      const layers = network.layers.map((layer, at) => (at === k ? pruned.network.layers[k] : layer));
      expect(measured).toBe(compareOutputs(network, { layers }, inputs).relative);
    }
  });

  // One affine layer of one output: y = 3 x_0 + x_1, with inputs of mean 0 that are orthogonal over the samples.
  const network: Network = {
    layers: [{ weight: tensor([[3, 1]]), bias: tensor([0]), activation: { kind: "identity" } }],
  };
  const inputs = tensor([
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ]);

  it("y = 3 x_0 + x_1 without x_1: predicted and measured √(1 / 10)", () => {
    const pruned = prune(network, inputs, { ratio: 0.5 });
    expect(nonzeroWeights(pruned.network)).toBe(1);
    expect(forward(pruned.network, inputs).data[0]).toBe(3);
    const { predicted, measured, layers } = assess(network, pruned, inputs);
    const expected = Math.sqrt(0.1);
    expect([predicted, measured.relative]).toEqual([expected, expected]);
    expect(layers).toEqual([{ weights: 2, kept: 1, predicted: expected, measured: expected }]);
  });

  it("x_0 and x_1 always equal: importances 9 and 1 predict √(10 / 16), but both together are the whole output", () => {
    const together = tensor([
      [1, 1],
      [-1, -1],
    ]);
    const { predicted, measured } = assess(network, prune(network, together, { ratio: 1 }), together);
    expect(predicted).toBe(Math.sqrt(10 / 16));
    expect(measured.relative).toBe(1);
  });

  it.each([1e-170, 1e160])("outputs of %d have the same change as ordinary ones", (size) => {
    const small: Network = {
      layers: [{ weight: tensor([[3 * size, size]]), bias: tensor([0]), activation: { kind: "identity" } }],
    };
    const { measured, layers } = assess(
      small,
      prune(small, inputs, { ratio: 0.5, strategy: "magnitude" }),
      inputs,
    );
    expect(measured.relative).toBeCloseTo(Math.sqrt(0.1), 15);
    expect(layers[0].measured).toBeCloseTo(Math.sqrt(0.1), 15);
  });

  it("importances of 1.5e308 each predict √(3e308 / 10), though their sum is out of range", () => {
    const importance = tensor([[1.5e308, 1.5e308]]);
    const scores = [{ importance, compensation: tensor([[0, 0]]) }];
    const pruned = { ...prune(network, inputs, { ratio: 1 }), scores };
    expect(assess(network, pruned, inputs).predicted).toBeCloseTo(Math.sqrt(0.3) * 1e154, -140);
  });

  it.each(strategies.filter(isScoring))("$name predicts only if its importances are changes", (strategy) => {
    const options = {
      ratio: 0.5,
      targets: tensor([[1], [2], [3], [4]]),
      loss: "mean-squared-error",
      random: () => 0.5,
    } as const;
    for (const compensation of [undefined, "none", "bias", "row", "network"] as const) {
      const pruned = prune(network, inputs, { ...options, strategy, compensation });
      const { predicted, layers } = assess(network, pruned, inputs);
      // With another compensation than its own, an importance is the cost of another removal; that of the whole network begins with biases.
      const isOwn =
        compensation === undefined ||
        (strategy.name === "elimination-compensation" && /bias|network/.test(compensation));
      const isPredicted = strategy.predictsChange === true && isOwn;
      for (const each of [predicted, ...layers.map((layer) => layer.predicted)])
        expect(each !== undefined, `${compensation}`).toBe(isPredicted);
    }
  });

  law("flap, whose importances are not mean squares, predicts nothing", cases, (drawn) => {
    const pruned = prune(drawn.network, drawn.inputs, { ratio: 0.5, strategy: "flap" });
    const { predicted, measured, layers } = assess(drawn.network, pruned, drawn.inputs);
    for (const each of [predicted, ...layers.map((layer) => layer.predicted)]) expect(each).not.toBe(NaN);
    expect(measured.relative).not.toBe(NaN);
  });

  it("masks of something else are refused", () => {
    const pruned = prune(network, inputs, { ratio: 0.5 });
    expect(() => assess(network, { ...pruned, masks: [] }, inputs)).toThrow(
      "assess: expected masks of 2 entries; received none",
    );
  });
});
