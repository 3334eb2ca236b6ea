import { initialNetwork, strategies } from "@espalier/prune";
import { randomUniform, seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import type { Samples } from "../../src/data/dataset.ts";
import { scoresOf, scoringStrategyOf } from "../../src/experiment/steps.ts";
import type { Bench } from "../../src/experiment/steps.ts";
import { tinyData, tinyExperiment } from "../support/tiny-part.ts";
import { finish } from "@espalier/prune";

const recipe = { ...tinyExperiment.recipe, network: [3, 4, 4, 1] };
const network = initialNetwork({ sizes: recipe.network, random: seededRandom(1) });
const inputs = randomUniform([40, 3], -1, 1, seededRandom(2));

/** A training set whose labels throw when they are read. */
const train: Samples = {
  inputs,
  get targets(): never {
    throw new Error("the labels were read");
  },
};
const bench: Bench = { recipe, data: { ...tinyData, train } };
const score = (name: string): unknown => finish(scoresOf(bench, 0, network, scoringStrategyOf(name)));

describe("a training set whose labels throw when they are read", () => {
  it("is enough for the proposed method", () => {
    expect(score("elimination-compensation")).toHaveLength(3);
  });

  it("is enough for every strategy that does not say it needs targets", () => {
    for (const strategy of strategies)
      if (strategy.kind === "score" && strategy.needsTargets !== true)
        expect(score(strategy.name)).toHaveLength(3);
  });

  it("is not enough for the gradient of the loss, so that the throwing is no empty threat", () => {
    expect(() => score("gradient-magnitude")).toThrow("the labels were read");
  });
});
