import { seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { initialNetwork, narrower, strategyOf } from "../../src/index.ts";
import type { Network, RetrainingStrategy } from "../../src/index.ts";

describe("the narrower network of a retraining strategy", () => {
  const strategy = strategyOf("test", "fully-connected") as RetrainingStrategy;
  const [first, second, last] = initialNetwork({ sizes: [2, 4, 6, 2], random: seededRandom(1) }).layers;
  const mixed: Network = {
    layers: [
      { ...first, activation: { kind: "tanh" } },
      { ...second, activation: { kind: "prelu", slope: tensor([1, 2, 3, 4, 5, 6]) } },
      { ...last, activation: { kind: "sigmoid" } },
    ],
  };

  it("has the activation of every layer, with fresh slopes, one a neuron where there was one a neuron", () => {
    const { layers } = narrower(mixed, strategy, 0.5, seededRandom(1));
    expect(layers.map(({ activation }) => activation)).toEqual([
      { kind: "tanh" },
      { kind: "prelu", slope: tensor([0.25, 0.25, 0.25, 0.25]) },
      { kind: "sigmoid" },
    ]);
  });

  it("has the precision of the network, and weights of its own", () => {
    const single = initialNetwork({ sizes: [2, 4, 1], random: seededRandom(1), dtype: "f32" });
    const { layers } = narrower(single, strategy, 0, seededRandom(1));
    expect(layers).toEqual(single.layers); // the same stream, the same sizes
    expect(narrower(single, strategy, 0, seededRandom(2)).layers).not.toEqual(single.layers);
  });

  it("of a single layer is as wide, as there is nothing to narrow", () => {
    const network = initialNetwork({ sizes: [3, 2], random: seededRandom(1) });
    expect(narrower(network, strategy, 0.9, seededRandom(1))).toEqual(network);
  });

  it("exists for ratios in [0, 1] only, and has as many layers", () => {
    expect(() => narrower(mixed, strategy, 80, seededRandom(1))).toThrow(
      "narrower: expected a ratio in [0, 1], the fraction of weights to remove; received 80",
    );
    const shallow: RetrainingStrategy = { kind: "retrain", name: "shallow", sizes: () => [2, 2] };
    expect(() => narrower(mixed, shallow, 0.5, seededRandom(1))).toThrow(
      "narrower: expected sizes of 3 layers; received [2, 2] of shallow",
    );
  });
});
