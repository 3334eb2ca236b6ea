import { evaluate, forward, prune } from "@espalier/prune";
import { describe, expect, it } from "vitest";
import { isThorough } from "../../../test-setup/thorough.ts";
import { cutView, lossAt } from "../src/explore/compute/cut.ts";
import { edgesOf } from "../src/explore/compute/edge.ts";
import { learned, Learner } from "../src/explore/compute/learn.ts";
import { effect, removal, without } from "../src/explore/compute/removal.ts";
import { histogram } from "../src/explore/draw/spread.ts";
import { largestFactors, spread } from "../src/explore/compute/spread.ts";
import { models, soilSamples } from "../src/explore/models/index.ts";

const first = { layer: 0, row: 0, column: 0 };
const second = { layer: 0, row: 0, column: 1 };
const last = { layer: 1, row: 0, column: 0 };

describe("eight samples, as they are computed on paper", () => {
  it.each([
    [first, { weight: 1, energy: 2.5, mean: 6, delta: 6, importance: 13.75 }, 49, 23.5, 17.875],
    [second, { weight: -3, energy: 2.5, mean: 2.5, delta: -7.5, importance: 5.625 }, 198.5, 5.625, 5.625],
    [last, { weight: 2, energy: 1, mean: 0.625, delta: 1.25, importance: 15.9375 }, 17.5, 15.9375, 15.9375],
  ])(
    "the scores of a weight, and its exact error: without compensation, at δ, at the minimum",
    (edge, scores, none, atDelta, minimum) => {
      const { deltas, exact, ...shown } = removal({ net: "eight", edge });
      expect(shown).toMatchObject(scores);
      expect(effect({ net: "eight", edge, delta: 0 }).error).toBe(none);
      expect(exact[40]).toBe(atDelta);
      expect(deltas[40]).toBe(scores.delta);
      expect(Math.min(...exact)).toBe(minimum);
    },
  );

  it("the outputs without the weight from x₂ and with a bias change of −7.5", () => {
    const { before, after } = effect({ net: "eight", edge: second, delta: -7.5 });
    expect([...before]).toEqual([4, -1, -3, 8, 4, -3, -3, 4]);
    // s = x₁ + 3 − 7.5 is 0.5, −2.5, −4.5, 2.5, 3.5, −1.5, −1.5, 3.5; below zero the slopes 2 and ½ cancel.
    expect([...after]).toEqual([1, -2.5, -4.5, 5, 7, -1.5, -1.5, 7]);
  });

  it("without both inputs the error is not the sum of both importances", () => {
    const both = without(without(models.eight.network, first, 6), second, -7.5);
    const [before, after] = [models.eight.network, both].map(
      (network) => forward(network, models.eight.inputs).data,
    );
    const squares = Array.from(before, (value, n) => (after[n] - value) ** 2);
    expect(both.layers[0].bias.data[0]).toBe(3 - 1.5);
    expect(squares.reduce((sum, each) => sum + each, 0) / 8).toBe(19);
    expect(13.75 + 5.625).toBe(19.375);
  });

  it("with every G = 1 the scores are those of mean replacement", () => {
    expect(spread({ net: "eight", edge: first, flat: true })).toMatchObject({ delta: 4.5, importance: 7.75 });
    expect(spread({ net: "eight", edge: second, flat: true })).toMatchObject({ importance: 2.25 });
  });

  it("the largest factors are those of three different weights, and of the last one's importance", () => {
    expect(largestFactors({ net: "eight" })).toEqual({
      weight: 9,
      energy: 2.5,
      variance: 5.5,
      importance: 15.9375,
    });
  });

  it("a constant input costs nothing", () => {
    const x = Array.from({ length: 8 }, () => 3);
    expect(spread({ net: "eight", edge: first, x })).toMatchObject({ delta: 3, variance: 0, importance: 0 });
  });
});

describe.each(["eight", "soil"] as const)("on %s", (net) => {
  it("both scenes show the same δ and I for every weight, and I = W² E[G] Var", () => {
    for (const edge of edgesOf(models[net].network).filter(
      (_, at) => net === "eight" || isThorough || at % 8 === 0,
    )) {
      const [b, c] = [removal({ net, edge }), spread({ net, edge })];
      expect(c.delta).toBeCloseTo(b.delta, 12);
      expect(c.importance).toBeCloseTo(b.importance, 12);
      expect(c.weight ** 2 * c.energy * c.variance).toBeCloseTo(c.importance, 12);
    }
  });
});

it("on soil the exact error at the best δ is within a tenth of the importance for 64 of 88 weights", () => {
  const near = edgesOf(models.soil.network).filter((edge) => {
    const { delta, importance } = spread({ net: "soil", edge });
    return Math.abs(effect({ net: "soil", edge, delta }).error / importance - 1) < 0.1;
  });
  expect(near.length).toBe(64);
});

describe("the histogram of a scene", () => {
  it("has the share of the weight in each bin", () => {
    expect(histogram([0, 1, 1, 2], [1, 1, 2, 0], [-0.5, 2.5], 3)).toEqual([0.25, 0.75, 0]);
    expect(histogram([0, 1], [0, 0], [0, 1], 2)).toEqual([0, 0]);
  });
});

describe("learning", () => {
  it("does not depend on how the epochs are divided", () => {
    const whole = learned(soilSamples, { seed: 5, epochs: 6 });
    const learner = new Learner(soilSamples, 5);
    for (const epochs of [1, 3, 2]) learner.advance(epochs);
    expect(learner.network).toEqual(whole.network);
    expect(learner.losses.length).toBe(6);
  });

  it("the network of the page is what seed 3 gives in 300 epochs, to the last bit", () => {
    expect(models.soil.network).toEqual(learned(soilSamples, { seed: 3, epochs: 300 }).network);
  });
});

describe("pruning", () => {
  const options = { seed: 3, strategy: "elimination-compensation", compensation: "own", stages: 1 } as const;

  it.each([0, 0.25, 0.5, 0.98])(
    "at %s removes round(88 ρ) weights, and the bars add up to the rest",
    (ratio) => {
      const { removed, kept, weights, loss } = cutView({ ...options, ratio });
      expect(removed).toBe(Math.round(88 * ratio));
      expect(kept.reduce((sum, each) => sum + each, 0)).toBe(weights - removed);
      const { network } = prune(models.soil.network, models.soil.inputs, { ratio });
      expect(loss).toBe(evaluate(network, soilSamples, "mean-squared-error").loss);
    },
  );

  it("the losses that the text names", () => {
    const at = (changed: Partial<Parameters<typeof lossAt>[0]>): string =>
      lossAt({ ...options, ratio: 0.8, ...changed }).toPrecision(3);
    expect(at({ strategy: "magnitude" })).toBe("0.0757");
    expect(at({})).toBe("0.0138");
    expect(Number(at({ compensation: "network" }))).toBeLessThan(0.001);
  });
});
