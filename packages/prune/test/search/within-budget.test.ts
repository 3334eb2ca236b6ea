import { randomNormal, seededRandom, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareOutputs,
  cut,
  finish,
  initialNetwork,
  mapParameters,
  nonzeroWeights,
  pruningInSteps,
  pruningWithin,
  scoring,
  weightCount,
} from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { cases } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";

const budgets = fc.oneof(fc.double({ min: 0, max: 2, noNaN: true }), fc.constantFrom(0, 0.01, 1, Infinity));

describe("pruning within a budget", () => {
  law(
    "removes n weights, with which the change is within the budget, as it is not with n + 1",
    fc.record({ drawn: cases, budget: budgets }),
    ({ drawn: { network, inputs }, budget }) => {
      const { removed, difference, network: pruned } = finish(pruningWithin(network, inputs, { budget }));
      expect(difference).toEqual(compareOutputs(network, pruned, inputs));
      expect(difference.relative).toBeLessThanOrEqual(budget);
      const N_W = weightCount(network);
      if (removed === N_W) return;
      const scores = finish(scoring(network, inputs, {}));
      const oneMore = cut(network, scores, (removed + 1) / N_W).network;
      expect(compareOutputs(network, oneMore, inputs).relative <= budget).toBe(false);
    },
  );

  law("is plain pruning to the number that it finds", cases, ({ network, inputs }) => {
    const { difference, ...pruned } = finish(pruningWithin(network, inputs, { budget: 0.1 }));
    expect(difference.samples).toBe(inputs.shape[0]);
    const scores = finish(scoring(network, inputs, {}));
    expect(pruned).toEqual(cut(network, scores, pruned.removed / pruned.weights));
  });

  law("with an infinite budget removes everything", cases, ({ network, inputs }) => {
    expect(finish(pruningWithin(network, inputs, { budget: Infinity })).removed).toBe(weightCount(network));
  });

  it("in steps holds the same two facts of pruning in steps", () => {
    const network = initialNetwork({ sizes: [4, 8, 2], random: seededRandom(1) }); // 48 weights
    const inputs = randomNormal([40, 4], seededRandom(2));
    const inSteps = (count: number): Network =>
      finish(pruningInSteps(network, count / 48, 3, (left) => scoring(left, inputs, {}))).network;
    const { removed, network: pruned } = finish(pruningWithin(network, inputs, { budget: 0.3, steps: 3 }));
    expect(removed).toBeGreaterThan(3);
    expect(removed).toBeLessThan(48);
    expect(pruned).toEqual(inSteps(removed));
    expect(compareOutputs(network, pruned, inputs).relative).toBeLessThanOrEqual(0.3);
    expect(compareOutputs(network, inSteps(removed + 1), inputs).relative).toBeGreaterThan(0.3);
  });

  describe("that is written in another precision", () => {
    const network = initialNetwork({ sizes: [4, 8, 2], random: seededRandom(1) }); // 48 weights
    const inputs = randomNormal([40, 4], seededRandom(2));
    const step = 2 ** -6;
    const coarse = (each: Network): Network =>
      mapParameters(each, ({ shape, data }) => ({
        shape,
        data: data.map((value) => step * Math.round(value / step)),
      }));
    const known = coarse(network);

    it("is judged, and returned, as it is written", () => {
      const budget = 0.2;
      const found = finish(pruningWithin(known, inputs, { budget, written: coarse }));
      const [scores] = [finish(scoring(known, inputs, {}))];
      const written = (count: number): Network => coarse(cut(known, scores, count / 48).network);
      expect(found.network).toEqual(written(found.removed));
      expect(found.difference).toEqual(compareOutputs(known, found.network, inputs));
      expect(found.difference.relative).toBeLessThanOrEqual(budget);
      expect(compareOutputs(known, written(found.removed + 1), inputs).relative).toBeGreaterThan(budget);
    });

    it("is within no budget where it cannot be written", () => {
      const most = finish(pruningWithin(known, inputs, { budget: Infinity })).removed;
      const written = (each: Network): Network | undefined =>
        weightCount(each) - nonzeroWeights(each) > 10 ? undefined : each;
      expect(most).toBe(48);
      expect(finish(pruningWithin(known, inputs, { budget: Infinity, written })).removed).toBe(10);
    });

    it("is refused where that alone is beyond the budget", () => {
      expect(() => finish(pruningWithin(network, inputs, { budget: 1e-9, written: coarse }))).toThrow(
        "pruningWithin: expected a network that is within 1e-9 of itself as it is written; received one that is not",
      );
    });
  });

  it("of 0 removes what changes nothing: the weight of an input that is always 5", () => {
    const network: Network = {
      layers: [{ weight: tensor([[2, -1]]), bias: tensor([0]), activation: { kind: "identity" } }],
    };
    const inputs = tensor([
      [1, 5],
      [3, 5],
    ]);
    const { removed, network: pruned } = finish(pruningWithin(network, inputs, { budget: 0 }));
    expect(removed).toBe(1);
    expect([...pruned.layers[0].bias.data]).toEqual([-5]);
  });

  it.each([-0.01, NaN])("of %f is refused", (budget) => {
    const network = initialNetwork({ sizes: [1, 1], random: seededRandom(1) });
    expect(() => finish(pruningWithin(network, tensor([[1]]), { budget }))).toThrow(
      `pruningWithin: expected a budget ≥ 0, a relative change of the outputs; received ${budget}`,
    );
  });
});

it("halves what is left with each report, from the first of as many as halving takes", () => {
  const network = initialNetwork({ sizes: [4, 4, 2], random: seededRandom(1) });
  const inputs = randomNormal([20, 4], seededRandom(2));
  const reports = [...pruningWithin(network, inputs, { budget: 0.3 })].filter(
    ({ stage }) => stage === "budget",
  );
  expect(reports.map(({ done }) => done)).toEqual(reports.map((_, at) => at + 1));
  // Between none and all of 24 weights lie 25 answers: five halvings, or four where the smaller part was it.
  expect([4, 5]).toContain(reports.length);
  for (const { total } of reports) expect(total).toBe(5);
});
