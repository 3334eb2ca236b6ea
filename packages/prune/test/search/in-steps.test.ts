import { randomNormal, randomUniform, seededRandom, zeros } from "@espalier/tensor";
import { expect, it } from "vitest";
import {
  finish,
  initialNetwork,
  nonzeroWeights,
  prune,
  pruningInSteps,
  scoring,
  weightCount,
} from "../../src/index.ts";
import type { LayerScores, Network, Work } from "../../src/index.ts";

const network = initialNetwork({ sizes: [3, 4, 4, 1], random: seededRandom(1) }); // 32 weights
const inputs = randomNormal([20, 3], seededRandom(2));
const scores = (left: Network): Work<LayerScores[]> => scoring(left, inputs, {});

it("one step is plain pruning", () => {
  expect(finish(pruningInSteps(network, 0.5, 1, scores))).toEqual(prune(network, inputs, { ratio: 0.5 }));
});

it.each([1, 2, 3, 5, 7])("%i steps remove round(ρ N_W) weights", (steps) => {
  const pruned = finish(pruningInSteps(network, 0.7, steps, scores));
  expect(pruned.removed).toBe(22); // 0.7 · 32 = 22.4
  expect(nonzeroWeights(pruned.network)).toBe(32 - 22);
});

it("three steps remove 4 of 10 at ρ = 0.35, as one does, though 3 ρ / 3 is less than ρ", () => {
  const small = initialNetwork({ sizes: [3, 2, 2], random: seededRandom(1) });
  expect((0.35 * 3) / 3).toBeLessThan(0.35);
  for (const steps of [1, 3]) expect(finish(pruningInSteps(small, 0.35, steps, scores)).removed).toBe(4);
});

it("each step scores the network that is left", () => {
  const seen: number[] = [];
  const work = pruningInSteps(network, 0.75, 3, (left) => {
    seen.push(nonzeroWeights(left));
    return scores(left);
  });
  finish(work);
  expect(seen).toEqual([32, 24, 16]);
});

it.each(["elimination-compensation", "nonlinear", "magnitude", "mean-replacement", "wanda", "obd", "obs"])(
  "%s: the second of two steps is plain pruning of what the first one left",
  (strategy) => {
    // What the first step removed has an importance of 0, and nothing else has, so that it goes first by itself.
    const half = prune(network, inputs, { ratio: 0.375, strategy });
    const again = prune(half.network, inputs, { ratio: 0.75, strategy });
    const work = pruningInSteps(network, 0.75, 2, (left) => scoring(left, inputs, { strategy }));
    expect(finish(work).network).toEqual(again.network);
  },
);

it("removed weights stay removed where all others are as cheap", () => {
  // Ties fall to the first weight: with importances 0 throughout, the second step would count removed ones as removals.
  function* inReverse({ layers }: Network): Work<LayerScores[]> {
    yield { stage: "scores", done: 1, total: 1 };
    const isFirst = nonzeroWeights({ layers }) === weightCount({ layers });
    return layers.map(({ weight: { shape } }, k) => ({
      importance: isFirst && k < 2 ? randomUniform(shape, 1, 2, seededRandom(k)) : zeros(shape),
      compensation: zeros(shape),
    }));
  }
  expect(nonzeroWeights(finish(pruningInSteps(network, 0.25, 2, inReverse)).network)).toBe(24);
});

it("a removed weight has the scores of the step that removed it, any other those of the last step", () => {
  const half = prune(network, inputs, { ratio: 0.375 });
  const again = finish(scoring(half.network, inputs, {}));
  const { scores: both } = finish(pruningInSteps(network, 0.75, 2, scores));
  for (const [k, mask] of half.masks.entries())
    for (const name of ["importance", "compensation"] as const)
      for (const [ij, kept] of mask.entries())
        expect(both[k][name].data[ij]).toBe((kept ? again : half.scores)[k][name].data[ij]);
});

it("the compensations so far are what the biases have moved by", () => {
  const { masks, scores: found, network: pruned } = finish(pruningInSteps(network, 0.75, 3, scores));
  for (const [k, { weight, bias }] of network.layers.entries()) {
    const [I, J] = weight.shape;
    for (let i = 0; i < I; i++) {
      let moved = 0;
      for (let j = 0; j < J; j++)
        if (masks[k][i * J + j] === 0) moved += found[k].compensation.data[i * J + j];
      // At most J + 2 roundings of numbers below 1 on either side.
      expect(Math.abs(pruned.layers[k].bias.data[i] - (bias.data[i] + moved))).toBeLessThan(
        2 * (J + 2) * 2 ** -53,
      );
    }
  }
});

it.each([0, 1.5, NaN])("%f steps are refused", (steps) => {
  expect(() => finish(pruningInSteps(network, 0.5, steps, scores))).toThrow(
    `pruningInSteps: expected a whole number of steps ≥ 1; received ${steps}`,
  );
});

it("a ratio beyond 1 is refused before anything is scored", () => {
  expect(() => finish(pruningInSteps(network, 1.5, 2, scores))).toThrow(
    "pruningInSteps: expected a ratio in [0, 1]",
  );
});
