import { cut, finish, forward, initialNetwork, outputComparison, strategies } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { randomUniform, seededRandom, tensor } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import type { Samples } from "@espalier/data";
import type { ExperimentContext } from "../../src/experiments/context.ts";
import {
  keptOf,
  pictureOf,
  qualityOf,
  removedImportance,
  truePicture,
} from "../../src/experiments/measure.ts";
import { scoresOf } from "../../src/experiments/steps.ts";
import { streamOf } from "../../src/experiments/streams.ts";
import { tinyData, tinyExperiment } from "../support/tiny-part.ts";

const { recipe } = tinyExperiment;
const affine = (weight: number[][], bias: number[]): Network => ({
  layers: [{ weight: tensor(weight), bias: tensor(bias), activation: { kind: "identity" } }],
});
/** Inputs ±1 and ±2, targets 3 and 4. */
const inputs = tensor([
  [1, 2],
  [-1, 2],
]);
const samples = { inputs, targets: tensor([[3], [4]]) };
const bench = { recipe, data: { name: "two", train: samples, test: samples } };

describe("by hand", () => {
  it("the relative error is ‖û − u‖ / ‖u‖", () => {
    // û = 1, 1, so the differences are 2 and 3, and ‖u‖ = 5.
    const { testLoss, relativeL2 } = qualityOf(bench, affine([[0, 0.5]], [0]));
    expect(testLoss).toBe(13 / 2);
    expect(relativeL2).toBeCloseTo(Math.sqrt(13) / 5, 14);
  });

  it("kept weights are counted layer by layer", () => {
    expect(
      keptOf(
        affine(
          [
            [1, 0],
            [0, 0],
          ],
          [1, 1],
        ),
      ),
    ).toEqual([1]);
  });

  it("in an affine network with one weight removed, the predicted change is the measured one", () => {
    const network = affine([[0.1, 5]], [0]);
    const scores = finish(scoresOf(bench, 0, network, "elimination-compensation"));
    // The second input is constant, so its weight goes for free; then the first goes too, for 0.1² Var(x) = 0.01.
    const compare = outputComparison(network, inputs);
    const both = [0.5, 1].map((ratio) => {
      const pruned = cut(network, scores, ratio);
      return [removedImportance(pruned), compare(pruned.network).meanSquare];
    });
    expect(both[0]).toEqual([0, 0]);
    expect(both[1][0]).toBeCloseTo(0.01, 15);
    expect(both[1][1]).toBeCloseTo(0.01, 15);
  });
});

describe("pictures", () => {
  it("are the first 640 test rows, with four digits", () => {
    const network = initialNetwork({ sizes: [3, 4, 4, 1], random: seededRandom(1) });
    const tiny = { recipe, data: tinyData };
    expect(truePicture(tiny)).toHaveLength(640);
    expect(truePicture(tiny)[1]).toBe(Number(tinyData.test.targets.data[1].toPrecision(4)));
    expect(pictureOf(tiny, network)[639]).toBe(
      Number(forward(network, tinyData.test.inputs).data[639].toPrecision(4)),
    );
  });
});

const tinyRecipe = { ...tinyExperiment.recipe, network: [3, 4, 4, 1] };
const tinyNetwork = initialNetwork({ sizes: tinyRecipe.network, random: seededRandom(1) });
const tinyInputs = randomUniform([40, 3], -1, 1, seededRandom(2));

/** A training set whose labels throw when they are read. */
const train: Samples = {
  inputs: tinyInputs,
  get targets(): never {
    throw new Error("the labels were read");
  },
};
const unlabelled: ExperimentContext = { recipe: tinyRecipe, data: { ...tinyData, train } };
const score = (name: string): unknown => finish(scoresOf(unlabelled, 0, tinyNetwork, name));

describe("a training set whose labels throw when they are read", () => {
  it("is enough for the proposed method", () => {
    expect(score("elimination-compensation")).toHaveLength(3);
  });

  it("is enough for every strategy that does not say it needs targets", () => {
    for (const strategy of strategies)
      if (strategy.kind === "score" && strategy.needsTargets !== true)
        expect(score(strategy.name)).toHaveLength(3);
  });

  it("is not enough for the gradient of the loss, so the throwing is real", () => {
    expect(() => score("gradient-magnitude")).toThrow("the labels were read");
  });
});

describe("the stream of a seed and a purpose", () => {
  const draw = (seed: number, purpose: Parameters<typeof streamOf>[1]): number[] => {
    const random = streamOf(seed, purpose);
    return [random(), random(), random()];
  };

  it("is the same each time, and another one for another seed or purpose", () => {
    const first = draw(1, "initial weights");
    expect(draw(1, "initial weights")).toEqual(first);
    expect(draw(2, "initial weights")).not.toEqual(first);
    expect(draw(1, "order of training")).not.toEqual(first);
  });
});
