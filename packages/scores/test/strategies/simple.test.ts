import { initialNetwork } from "@espalier/network";
import { seededRandom, tensor, toNested, zeros } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { prune, scoring } from "../../../prune/src/index.ts";
import { strategies, strategyNames, strategyOf } from "../../src/index.ts";
import { networks } from "../../../network/test/support/arbitraries.ts";
import { law } from "../../../../test-setup/law.ts";
import { scoresOf } from "../support/scores.ts";

const network = initialNetwork({ sizes: [4, 6, 3], random: seededRandom(1) });
const inputs = tensor([[1, 2, 3, 4]]);

describe("magnitude", () => {
  law("is |W_ij|, without compensation", networks(), (drawn) => {
    const width = drawn.layers[0].weight.shape[1];
    const scores = scoresOf(drawn, zeros([1, width]), { strategy: "magnitude" });
    for (const [k, { weight }] of drawn.layers.entries()) {
      expect(scores[k].importance).toEqual({ shape: weight.shape, data: weight.data.map(Math.abs) });
      expect(scores[k].compensation).toEqual({ shape: weight.shape, data: weight.data.map(() => 0) });
    }
  });
});

describe("random", () => {
  const masks = (seed: number) =>
    prune(network, inputs, { ratio: 0.5, strategy: "random", random: seededRandom(seed) }).masks;

  it("removes the same weights for the same seed, and others for another", () => {
    expect(masks(7)).toEqual(masks(7));
    expect(masks(8)).not.toEqual(masks(7));
  });

  it("draws importances between 0 and 1, weight by weight, without compensation", () => {
    const stream = seededRandom(5);
    const scores = scoresOf(network, inputs, { strategy: "random", random: seededRandom(5) });
    for (const { importance, compensation } of scores) {
      expect(Array.from(importance.data)).toEqual(Array.from(importance.data, () => stream()));
      expect(compensation.data.every((delta) => delta === 0)).toBe(true);
    }
  });

  it("is fair: each of four weights goes about a quarter of the time", () => {
    const layer = {
      weight: tensor([
        [1, 2],
        [3, 4],
      ]),
      bias: tensor([0, 0]),
      activation: { kind: "relu" as const },
    };
    const random = seededRandom(1);
    const counts = [0, 0, 0, 0];
    for (let trial = 0; trial < 400; trial++) {
      const [mask] = prune({ layers: [layer] }, [[1, 1]], { ratio: 0.25, strategy: "random", random }).masks;
      counts[mask.indexOf(0)]++;
    }
    // The standard deviation of a count is √(400 · ¼ · ¾) = 8.7; five of them.
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(44);
  });
});

describe("the strategies", () => {
  it("have the names of the paper, and further ones of the field", () => {
    expect(strategyNames).toEqual([
      "elimination-compensation",
      "nonlinear",
      "magnitude",
      "gradient-magnitude",
      "random",
      "fully-connected",
      "mean-replacement",
      "flap",
      "wanda",
      "obd",
      "obd-recursive",
      "obs",
      "taylor",
      "local-relative-variance",
      "magnitude-layerwise",
      "random-layerwise",
    ]);
  });

  it("are found by their names, and one that is handed in is itself", () => {
    for (const strategy of strategies) {
      expect(strategyOf("test", strategy.name)).toBe(strategy);
      expect(strategyOf("test", strategy)).toBe(strategy);
    }
  });

  it.each(["magnitude", "random"])("%s reports that it is done", (name) => {
    const reports = [...scoring(network, inputs, { strategy: name, random: seededRandom(1) })];
    expect(reports).toEqual([{ stage: "scores", done: 1, total: 1 }]);
  });

  it("score a weight as one number, in the shape of the layer", () => {
    const options = {
      targets: tensor([[1, 2, 3]]),
      loss: "mean-squared-error",
      random: seededRandom(1),
    } as const;
    for (const { name, kind } of strategies)
      if (kind === "score")
        for (const [k, { importance }] of scoresOf(network, inputs, { ...options, strategy: name }).entries())
          expect(importance.shape, name).toEqual(network.layers[k].weight.shape);
    expect(toNested(inputs)).toEqual([[1, 2, 3, 4]]);
  });
});
