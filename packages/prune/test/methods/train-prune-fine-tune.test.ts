import { seededRandom } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  evaluate,
  finish,
  narrower,
  nonzeroWeights,
  prune,
  removalCount,
  sizesOf,
  strategies,
  strategyNames,
  strategyOf,
  train,
  trainPruneFineTune,
  weightCount,
} from "../../src/index.ts";
import type { Network, Progress, RetrainingStrategy, TrainPruneFineTuneOptions } from "../../src/index.ts";
import { problems } from "../../../network/test/support/problems.ts";

describe.each(problems)("train, prune, fine-tune by $loss", ({ loss, samples, network }) => {
  const options = (strategy?: string): TrainPruneFineTuneOptions => ({
    loss,
    epochs: [30, 30],
    batch: 16,
    learningRate: 0.01,
    ratio: 0.5,
    random: seededRandom(1),
    strategy,
  });
  const lossOf = (each: Network): number => evaluate(each, samples, loss).loss;

  describe.each(strategies.filter(({ kind }) => kind === "score"))("with $name", ({ name }) => {
    it("removes half of the weights for good, and learns all the same", async () => {
      const { trained, pruned, fineTuned } = await trainPruneFineTune(network, samples, options(name));
      const left = weightCount(network) - removalCount(weightCount(network), 0.5);
      expect(nonzeroWeights(trained)).toBe(weightCount(network));
      expect(nonzeroWeights(pruned!.network)).toBe(left);
      expect(nonzeroWeights(fineTuned)).toBe(left);
      for (const [k, { weight }] of fineTuned.layers.entries())
        expect(Array.from(weight.data, (W_ij) => (W_ij === 0 ? 0 : 1))).toEqual([...pruned!.masks[k]]);
      expect(lossOf(trained)).toBeLessThan(lossOf(network));
      expect(lossOf(fineTuned)).toBeLessThan(lossOf(pruned!.network));
    });
  });

  it("with fully-connected trains a narrower network from scratch, for the epochs of both", async () => {
    const { trained, pruned, fineTuned } = await trainPruneFineTune(
      network,
      samples,
      options("fully-connected"),
    );
    expect(pruned).toBeUndefined();
    expect(sizesOf(trained)).toEqual(sizesOf(fineTuned));
    expect(weightCount(trained)).toBe(weightCount(network) / 2);
    expect(lossOf(fineTuned)).toBeLessThan(lossOf(trained) / 2);

    const random = seededRandom(1); // one stream: the weights, then the order
    const strategy = strategyOf("test", "fully-connected") as RetrainingStrategy;
    expect(narrower(network, strategy, 0.5, random)).toEqual(trained);
    expect(finish(train(trained, samples, { ...options(), epochs: 60, random }))).toEqual(fineTuned);
  });

  it("is these three steps on one random stream, by default with the proposed method", async () => {
    const random = seededRandom(1);
    const trained = finish(train(network, samples, { ...options(), epochs: 30, random }));
    const pruned = prune(trained, samples.inputs, { ratio: 0.5 });
    const fineTuned = finish(
      train(pruned.network, samples, { ...options(), epochs: 30, masks: pruned.masks, random }),
    );
    expect(await trainPruneFineTune(network, samples, options())).toEqual({ trained, pruned, fineTuned });
  });
});

describe("the course of it", () => {
  const [{ loss, samples, network }] = problems;
  const options = { loss, epochs: [2, 1], ratio: 0.5 } as const;

  it("is reported stage by stage", async () => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => void seen.push(progress);
    await trainPruneFineTune(network, samples, { ...options, random: seededRandom(1), onProgress });
    expect(seen.map(({ stage, done, total }) => [stage, done, total])).toEqual([
      ["train", 1, 2],
      ["train", 2, 2],
      ["scores", 96, 96],
      ["fine-tune", 1, 1],
    ]);
  });

  it("stops between two steps when it is aborted, with the reason of the signal", async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const onProgress = ({ stage }: Progress) => {
      seen.push(stage);
      if (stage === "scores") controller.abort(new Error("lunch"));
    };
    const { signal } = controller;
    const run = trainPruneFineTune(network, samples, {
      ...options,
      random: seededRandom(1),
      onProgress,
      signal,
    });
    await expect(run).rejects.toThrow("lunch");
    expect(seen).toEqual(["train", "train", "scores"]);
  });

  it.each([
    {
      bad: { ratio: 80 },
      message:
        "trainPruneFineTune: expected a ratio in [0, 1], the fraction of weights to remove; received 80",
    },
    {
      bad: { epochs: [1, -1] as const },
      message: "trainPruneFineTune: expected epochs to be a whole number ≥ 0; received -1",
    },
    {
      bad: { strategy: "magic" },
      message: `trainPruneFineTune: expected a strategy among ${strategyNames.join(", ")}; received magic`,
    },
  ])("does not even begin with $bad", async ({ bad, message }) => {
    const seen: Progress[] = [];
    const onProgress = (progress: Progress) => void seen.push(progress);
    const run = trainPruneFineTune(network, samples, {
      ...options,
      random: seededRandom(1),
      onProgress,
      ...bad,
    });
    await expect(run).rejects.toThrow(message);
    expect(seen).toEqual([]);
  });
});
