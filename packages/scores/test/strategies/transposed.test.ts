import { createTape, dense, perSampleJacobians, source } from "@espalier/autodiff";
import type { Variable } from "@espalier/autodiff";
import { finish, forward, nonzeroWeights, train } from "@espalier/network";
import type { Network } from "@espalier/network";
import { asUsed } from "@espalier/network/internal";
import { randomNormal, rows, seededRandom, tensor, toNested } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  autoPruning,
  nonlinearDefinition,
  optimalBrainSurgeon,
  prune,
  scoreStream,
  scoring,
  strategies,
} from "../../../prune/src/index.ts";
import { expectNear } from "../../../network/test/support/near.ts";
import { scoresOf } from "../support/scores.ts";
import { sumOfTwo } from "../support/sum-of-two.ts";

const encoder = {
  weight: tensor([[1, -0.5, 0.25, 2], [0.5, 1, -1, 0.75], [-1.5, 0.25, 0.5, 1]]), // prettier-ignore
  bias: tensor([0.1, -0.2, 0.3]),
  activation: { kind: "tanh" },
} as const;
/** y = Wᵀ tanh(W x + b) + c, an autoencoder whose decoder has the matrix of its encoder. */
const network: Network = {
  layers: [
    encoder,
    {
      weight: asUsed({ transposed: true }, encoder.weight),
      bias: tensor([1, 0, -1, 0.5]),
      activation: { kind: "identity" },
      tied: 0,
      transposed: true,
    },
  ],
};
const inputs = randomNormal([40, 4], seededRandom(1));
const targets = randomNormal([40, 4], seededRandom(2));
const options = { loss: "mean-squared-error", targets, random: seededRandom(3) } as const;
const flipped = (mask: Uint8Array): number[] =>
  Array.from({ length: 12 }, (_, ji) => mask[(ji % 3) * 4 + Math.floor(ji / 3)]);
const names = strategies.flatMap(({ kind, name }) => (kind === "score" && name !== "obs" ? [name] : []));

describe("a matrix that is used, and used transposed", () => {
  it.each(names)("has one mask and an exact count, by %s", (strategy) => {
    const {
      network: left,
      masks,
      scores,
      ...pruned
    } = prune(network, inputs, { ratio: 0.5, strategy, ...options });
    expect([pruned.weights, pruned.removed, nonzeroWeights(left)]).toEqual([12, 6, 6]);
    expect([...masks[1]]).toEqual(flipped(masks[0]));
    expect(left.layers[1].weight).toEqual(asUsed({ transposed: true }, left.layers[0].weight));
    if (!strategy.endsWith("layerwise"))
      expect(scores[1].importance).toEqual(asUsed({ transposed: true }, scores[0].importance));
  });

  it.each(["none", "bias", "bias-joint", "network"] as const)("is compensated by %s", (compensation) => {
    const { network: left } = prune(network, inputs, {
      ratio: 0.3,
      compensation,
      effort: "quick",
      ...options,
    });
    expect(nonzeroWeights(left)).toBe(8);
    expect(left.layers[1].weight).toEqual(asUsed({ transposed: true }, left.layers[0].weight));
  });

  it("has the damage ½ W² E[Σ_m (∂_W NN_m by both uses)²], by obd", () => {
    const [first, second] = perSampleJacobians(
      forward(network, source(createTape(), inputs)) as Variable,
    ).map((each) => dense(each).weight.data);
    const [{ importance }] = scoresOf(network, inputs, { strategy: "obd" });
    for (let ij = 0; ij < 12; ij++) {
      const ji = (ij % 4) * 3 + Math.floor(ij / 4);
      let sum = 0;
      for (let nm = 0; nm < 160; nm++) sum += (first[nm * 12 + ij] + second[nm * 12 + ji]) ** 2;
      const expected = (encoder.weight.data[ij] ** 2 * sum) / 40 / 2;
      expectNear([importance.data[ij]], [expected], 1e-12 * expected);
    }
  });

  it("is removed from both uses by nonlinear, as (3) says", () => {
    const scores = scoresOf(network, inputs, { strategy: "nonlinear" });
    const definition = nonlinearDefinition(network, inputs);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 4; j++) {
        const { importance } = definition(0, i, j);
        expectNear([scores[0].importance.data[i * 4 + j]], [importance], 1e-12 * (1 + importance));
        expect(definition(1, j, i).importance).toBe(importance);
      }
  });

  it("on paper: y = w x₂ + w x₁ of a column and a row costs w² Var(x₁ + x₂)", () => {
    const layer = { weight: tensor([[3]]), bias: tensor([0]), activation: { kind: "identity" } } as const;
    const sum = sumOfTwo(layer, { ...layer, tied: 0, transposed: true }, 1);
    const [first, second] = scoresOf(sum, tensor([[0, 1], [1, 2], [2, 3], [1, 6]])); // prettier-ignore
    expect(toNested(first.importance)).toEqual([[45]]);
    expectNear([first.compensation.data[0], second.compensation.data[0]], [3, 9], 1e-14);
  });

  it("has the same scores from a stream", async () => {
    const X = randomNormal([1500, 4], seededRandom(4));
    async function* batches() {
      for (let from = 0; from < 1500; from += 700) yield rows(X, from, Math.min(1500, from + 700));
    }
    expect(await scoreStream(network, batches())).toEqual(finish(scoring(network, X)));
  });

  it("stays one matrix while it is trained", () => {
    const training = { loss: "mean-squared-error", epochs: 2, batch: 8, random: seededRandom(5) } as const;
    const trained = finish(train(network, { inputs, targets }, training));
    expect(trained.layers[0].weight).not.toEqual(encoder.weight);
    expect(trained.layers[1].weight).toEqual(asUsed({ transposed: true }, trained.layers[0].weight));
  });

  const wanted =
    /expected matrices that no layer uses transposed, as .* take no others; or .+; received layer 1 with the matrix of layer 0, transposed/;
  it("is refused where whole rows, units or inverses are asked for", () => {
    expect(() => prune(network, inputs, { ratio: 0.5, strategy: "obs" })).toThrow(wanted);
    expect(() => prune(network, inputs, { ratio: 0.5, compensation: "row" })).toThrow(wanted);
    expect(() => prune(network, inputs, { ratio: 0.5, granularity: "neuron" })).toThrow(wanted);
    expect(() => finish(optimalBrainSurgeon(network, inputs, { ratio: 0.5 }))).toThrow(wanted);
    const training = { loss: "mean-squared-error", epochs: 1, random: seededRandom(5), ratio: 0.5 } as const;
    expect(() => finish(autoPruning(network, { inputs, targets }, training))).toThrow(wanted);
  });
});
