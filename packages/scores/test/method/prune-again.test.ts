import type { Network } from "@espalier/network";
import { seededRandom, tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cheapest, strategies } from "../../src/index.ts";
import { prune } from "../../../prune/src/index.ts";
import { cases } from "../../../network/test/support/arbitraries.ts";
import { longLaw } from "../../../../test-setup/law.ts";

const scorers = strategies.filter(({ kind }) => kind === "score").map(({ name }) => name);
const ratios = fc.double({ min: 0, max: 1, noNaN: true });

describe.each(scorers)("%s", (strategy) => {
  longLaw(
    "prune twice at ρ is prune once",
    fc.record({ drawn: cases, ratio: ratios }),
    ({ drawn, ratio }) => {
      const { inputs } = drawn;
      const M = drawn.network.layers.at(-1)?.bias.shape[0] ?? 0;
      const targets = tensor(
        Array.from({ length: inputs.shape[0] }, () => Array.from({ length: M }, () => 1)),
      );
      const again = (network: Network) =>
        prune(network, inputs, {
          ratio,
          strategy,
          targets,
          loss: "mean-squared-error",
          random: seededRandom(1),
        });
      const once = again(drawn.network);
      const twice = again(once.network);
      expect(twice.masks).toEqual(once.masks);
      for (const [k, { weight, bias }] of once.network.layers.entries()) {
        expect(twice.network.layers[k].weight).toEqual(weight);
        // Adding a compensation of −0 or 0 may turn −0 into 0.
        expect(twice.network.layers[k].bias.data.every((b, i) => b === bias.data[i])).toBe(true);
      }
    },
  );
});

it("of equal importances, weights that are 0 go first, then layer, row, column", () => {
  const importance = [tensor([[2, 0, 0]]), tensor([[0, 0]])];
  const weights = [tensor([[1, 1, 0]]), tensor([[1, -0]])];
  const masks = [0.2, 0.4, 0.6, 0.8].map((ratio) =>
    cheapest(importance, ratio, weights).map((mask) => [...mask].join("")),
  );
  expect(masks).toEqual([
    ["110", "11"],
    ["110", "10"],
    ["100", "10"],
    ["100", "00"],
  ]);
  expect(cheapest(importance, 0.4).map((mask) => [...mask].join(""))).toEqual(["100", "11"]);
});

it("weights of other layers are refused", () => {
  expect(() => cheapest([tensor([[1, 2]])], 0.5, [tensor([[1]])])).toThrow(
    "cheapest: expected weights [1, 2] of layer 0; received [1, 1]",
  );
});

it("a weight that is 0 goes first, though the variance of its derivative is the largest", () => {
  const network: Network = {
    layers: [{ weight: tensor([[0, 1]]), bias: tensor([0]), activation: { kind: "tanh" } }],
  };
  const inputs = tensor([
    [9, 1],
    [-9, 2],
  ]);
  const { masks } = prune(network, inputs, { ratio: 0.5, strategy: "local-relative-variance" });
  expect(masks.map((mask) => [...mask])).toEqual([[0, 1]]);
});
