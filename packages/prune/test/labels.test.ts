import { expect, it } from "vitest";
import { initialNetwork, prune, seededRandom } from "../src/index.ts";
import type { PruneOptions } from "../src/index.ts";

const network = initialNetwork({ sizes: [2, 3, 1], random: seededRandom(1) }); // 9 weights
const inputs = [
  [1, 2],
  [3, -1],
];

/** Options whose labels throw when they are read. */
const withForbiddenLabels = (strategy: string): PruneOptions => ({
  ratio: 1 / 3,
  strategy,
  loss: "mean-squared-error",
  random: seededRandom(1),
  get targets(): never {
    throw new Error("somebody read the labels");
  },
});

it.each(["elimination-compensation", "nonlinear", "magnitude", "random"])(
  "%s never reads labels",
  (strategy) => {
    expect(prune(network, inputs, withForbiddenLabels(strategy)).removed).toBe(3);
  },
);

it("gradient-magnitude reads labels", () => {
  expect(() => prune(network, inputs, withForbiddenLabels("gradient-magnitude"))).toThrow("somebody read");
});
