import { seededRandom } from "@espalier/tensor";
import type { Random } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { finish, initialNetwork, parametersOf, train, adamDefaults } from "../../src/index.ts";
import type { AdamOptions, TrainOptions } from "../../src/index.ts";
import { narrower, trainPruneFineTune } from "../../../prune/src/index.ts";
import type { TrainPruneFineTuneOptions } from "../../../prune/src/index.ts";
import { strategyOf } from "../../../scores/src/index.ts";
import type { RetrainingStrategy } from "../../../scores/src/index.ts";
import { problems } from "../support/problems.ts";
import { describeRefusals } from "../support/refusals.ts";
import type { Attempts } from "../support/refusals.ts";

const [{ loss, samples, network }] = problems;
const random = seededRandom(1);
const trained = (more: Partial<Record<keyof TrainOptions, unknown>>) => () =>
  // What the types forbid, and JavaScript does not.
  finish(train(network, samples, { loss, epochs: 1, random, ...more } as TrainOptions));
const noStream = undefined as unknown as Random;
const narrow = strategyOf("test", "fully-connected") as RetrainingStrategy;

const refused = (name: keyof AdamOptions, domain: string, values: readonly unknown[]): Attempts =>
  values.map((value) => [
    trained({ [name]: value }),
    `train: expected ${name} to be ${domain}; received ${String(value)}`,
  ]);

// prettier-ignore
describeRefusals({
  "the options of Adam": [
    ...refused("learningRate", "a finite number ≥ 0", [NaN, -1e-3, Infinity, "0.1"]),
    ...refused("beta1", "a number in [0, 1)", [NaN, -0.1, 1, 1.5, "0.9"]),
    ...refused("beta2", "a number in [0, 1)", [NaN, -0.1, 1, 1.5, "0.9"]),
    ...refused("epsilon", "a finite number > 0", [NaN, 0, -1e-8, Infinity, "0"]),
  ],
  "the other options of training": [
    [trained({ epochs: undefined }),   "train: expected epochs to be a whole number ≥ 0; received undefined"],
    [trained({ epochs: Infinity }),    "train: expected epochs to be a whole number ≥ 0; received Infinity"],
    [trained({ batch: "20" }),         "train: expected batch to be a whole number ≥ 1; received \"20\""],
    [trained({ random: undefined }),   "train: expected a random stream; received undefined"],
    [trained({ random: 7 }),           "train: expected a random stream; received number"],
    [trained({ loss: undefined }),     "train: expected a loss among mean-squared-error, softmax-cross-entropy, softmax-divergence; received undefined"],
  ],
  "the random stream of a network": [
    [() => initialNetwork({ sizes: [1, 1], random: noStream }), "initialNetwork: expected a random stream; received undefined"],
    [() => narrower(network, narrow, 0.5, noStream),            "initialNetwork: expected a random stream; received undefined"],
    [() => narrower({ layers: [] }, narrow, 0.5, random),       "narrower: expected a network of at least one layer; received none"],
  ],
});

describe("an option of training", () => {
  const options = (more: object = {}): TrainOptions => ({
    loss,
    epochs: 2,
    batch: 20,
    random: seededRandom(1),
    ...more,
  });

  it("that is undefined is as good as absent", () => {
    const absent = finish(train(network, samples, options()));
    const names = [...Object.keys(adamDefaults), "masks", "stage"];
    const undefinedOnes = Object.fromEntries(names.map((name) => [name, undefined]));
    expect(finish(train(network, samples, options(undefinedOnes)))).toEqual(absent);
    expect(finish(train(network, samples, options(adamDefaults)))).toEqual(absent);
  });

  it("may lie on the closed end of its domain, and gives a network of numbers", () => {
    const extreme = { learningRate: 0, beta1: 0, beta2: 0, epsilon: Number.MIN_VALUE };
    for (const [name, value] of Object.entries(extreme))
      for (const { data } of parametersOf(finish(train(network, samples, options({ [name]: value })))))
        expect(data.every(Number.isFinite)).toBe(true);
  });
});

describe("the epochs of an experiment", () => {
  const tried = (epochs: unknown) =>
    trainPruneFineTune(network, samples, { loss, ratio: 0.5, random, epochs } as TrainPruneFineTuneOptions);

  it.each([
    [15, "15"],
    [[15], "[15]"],
    [[1, 2, 3], "[1, 2, 3]"],
    [undefined, "undefined"],
  ])("are two numbers, not %j", async (epochs, received) => {
    await expect(tried(epochs)).rejects.toThrow(
      `trainPruneFineTune: expected epochs to be two numbers, before pruning and after; received ${received}`,
    );
  });

  it.each([[[1, undefined]], [[1, -1]], [[0.5, 1]]])("are whole, not %j", async (epochs) => {
    await expect(tried(epochs)).rejects.toThrow(
      "trainPruneFineTune: expected epochs to be a whole number ≥ 0",
    );
  });
});
