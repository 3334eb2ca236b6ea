import type { Network } from "@espalier/network";
import { tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { layerStatistics, noStatistics, scoreLayer } from "../../src/index.ts";
import { scoresOf } from "../support/scores.ts";

const layer = (weight: number[][], bias: number[], kind: "identity" | "relu" = "identity") => ({
  weight: tensor(weight),
  bias: tensor(bias),
  activation: { kind },
});

describe("on paper", () => {
  it("W = (2, −1) and x = (1, 5), (3, 5) give δ = (4, −5) and I = (4, 0): a constant input is free", () => {
    // The mean of 1 and 3 is 2 and their variance 1; 5 and 5 have none.
    const statistics = layerStatistics(
      tensor([
        [1, 5],
        [3, 5],
      ]),
      tensor([[1], [1]]),
    );
    const { importance, compensation } = scoreLayer(tensor([[2, -1]]), statistics);
    expect(toNested(compensation)).toEqual([[4, -5]]);
    expect(toNested(importance)).toEqual([[4, 0]]);
  });

  it("W = 2 and x = 0, 4 with G = 1, 3 give δ = 6 and I = 24", () => {
    // μ = 12 / 4 = 3, scatter = 9 + 3 = 12, and I = 2² · 12 / 2 samples.
    const { importance, compensation } = scoreLayer(
      tensor([[2]]),
      layerStatistics(tensor([[0], [4]]), tensor([[1], [3]])),
    );
    expect([toNested(compensation), toNested(importance)]).toEqual([[[6]], [[24]]]);
  });

  it("y = 3 relu(x − 1) and x = 0, 2, 4 give the first weight μ = 3, δ = 3 and I = 6", () => {
    // The output depends on the neuron only at x = 2 and 4, with G = 9 each: scatter 9 · (1 + 1) over 3 samples.
    const network: Network = { layers: [layer([[1]], [-1], "relu"), layer([[3]], [0])] };
    const [{ importance, compensation }] = scoresOf(network, tensor([[0], [2], [4]]));
    expect([toNested(compensation), toNested(importance)]).toEqual([[[3]], [[6]]]);
  });

  it("a neuron that is dead for every sample has I = 0, and δ = W E[x], which keeps the mean of its signal", () => {
    const network: Network = { layers: [layer([[2, -4]], [-50], "relu"), layer([[1]], [0])] };
    const [{ importance, compensation }] = scoresOf(
      network,
      tensor([
        [1, 5],
        [3, 6],
      ]),
    );
    expect(toNested(importance)).toEqual([[0, 0]]);
    expect(toNested(compensation)).toEqual([[4, -22]]);
  });

  it("I is not additive: two weights that undo each other cost 1 each, and together nothing", () => {
    const x = [1, 3]; // y = x − x = 0 with both weights, and y = δ₁ + δ₂ = 2 − 2 = 0 without
    const [scores] = scoresOf({ layers: [layer([[1, -1]], [0])] }, tensor(x.map((each) => [each, each])));
    expect(toNested(scores.importance)).toEqual([[1, 1]]);
    expect(toNested(scores.compensation)).toEqual([[2, -2]]);
  });

  it("statistics of another layer are refused", () => {
    const [statistics] = noStatistics({ layers: [layer([[1, 2]], [0])] });
    expect(() => scoreLayer(tensor([[1, 2, 3]]), statistics)).toThrow(
      "scoreLayer: expected axis J to be 3 as in weight [1, 3]; received mean [1, 2]",
    );
  });
});
