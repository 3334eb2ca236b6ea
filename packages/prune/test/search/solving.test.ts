import { randomNormal, seededRandom, ValueError, rows } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import {
  compareOutputs,
  distil,
  finish,
  initialNetwork,
  prune,
  pruneStream,
  pruning,
  pruningWithin,
  run,
} from "../../src/index.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";
import type { Network, PrunedByStages, PruneOptions, Tensor } from "../../src/index.ts";

const random = seededRandom(3);
/** Fewer than a batch of the solver has, so that each batch has all samples. */
const SAMPLES = isThorough ? 3000 : 1100;
const sizes = isThorough ? [12, 9, 7, 3] : [8, 6, 5, 3];
const network: Network = initialNetwork({ sizes, random });
const inputs = randomNormal([SAMPLES, sizes[0]], random);
const options: PruneOptions = { ratio: 0.8, compensation: "network", effort: "quick" };

/** The batches of a stream, of some size. */
const batchesOf = (X: Tensor, size: number): Tensor[] =>
  Array.from({ length: Math.ceil(X.shape[0] / size) }, (_, at) =>
    rows(X, at * size, Math.min((at + 1) * size, X.shape[0])),
  );

describe("pruning a stream by stages", () => {
  it("is what pruning in memory is, where each batch has all samples", async () => {
    const expected = prune(network, inputs, options);
    expect(await pruneStream(network, batchesOf(inputs, 350), options)).toEqual(expected);
  });

  it("does not depend on how the stream is cut, and reads it again when it ends", async () => {
    const [a, b] = await Promise.all(
      [100, SAMPLES / 2].map((size) =>
        pruneStream(network, batchesOf(inputs, size), {
          ...options,
          effort: isThorough ? "default" : "quick",
        }),
      ),
    );
    expect(a).toEqual(b);
  });

  it("refuses a stream that can be read only once", async () => {
    function* once(): Generator<Tensor> {
      yield inputs;
    }
    await expect(pruneStream(network, once(), options)).rejects.toThrow(
      "pruneStream: expected batches that can be iterated more than once, as is needed here; received an iterator, such as a generator, which ends after the first time",
    );
  });

  it("stops with the reason of its signal", async () => {
    const reason = new ValueError("a test", "an abort", "none");
    const signal = { aborted: false, reason };
    const onProgress = (): void => void (signal.aborted = true);
    await expect(pruneStream(network, [inputs], { ...options, signal, onProgress })).rejects.toBe(reason);
    signal.aborted = false;
    await expect(run(pruning(network, inputs, options), { signal, onProgress })).rejects.toBe(reason);
  });

  it("says what each stage did, and Q never rises", () => {
    const { stages, removed, weights } = prune(network, inputs, options) as PrunedByStages;
    expect(stages.map(({ ratio }) => ratio)).toEqual(
      stages.map(({ ratio }) => ratio).toSorted((a, b) => a - b),
    );
    expect(stages.at(-1)).toMatchObject({ ratio: 0.8, removed: Math.round(0.8 * weights) });
    expect(removed).toBe(Math.round(0.8 * weights));
    for (const { steps, tried, iterations, visits } of stages) {
      expect(steps).toBeLessThanOrEqual(tried);
      expect(iterations).toBeGreaterThan(0);
      expect(visits).toBeGreaterThan(SAMPLES * iterations);
    }
  });
});

describe("swaps", () => {
  it("keep the number of weights, and count only where Q is lower", () => {
    const plain = prune(network, inputs, options) as PrunedByStages;
    const swapped = prune(network, inputs, { ...options, swaps: 3 }) as PrunedByStages;
    expect(swapped.removed).toBe(plain.removed);
    const kept = (masks: readonly Uint8Array[]): number =>
      masks.reduce((sum, mask) => sum + mask.reduce((own, each) => own + each, 0), 0);
    expect(kept(swapped.masks)).toBe(kept(plain.masks));
    for (const [k, { weight }] of swapped.network.layers.entries())
      for (const [at, w] of weight.data.entries()) if (swapped.masks[k][at] === 0) expect(w).toBe(0);
    const rounds = swapped.stages.filter((stage) => stage.swapped !== undefined);
    expect(rounds.length).toBeGreaterThan(0);
    for (const { before, after, swapped: count } of rounds) {
      expect(after).toBeLessThanOrEqual(before);
      if (count === 0) expect(after).toBe(before);
    }
  });
});

describe("a budget with a compensation that solves", () => {
  it.each(["outputs", "softmax"] as const)(
    "is kept, in the metric %s, by fewer weights than without",
    (metric) => {
      const within = { budget: 0.02, metric, effort: "quick" } as const;
      const few = rows(inputs, 0, 500);
      const solved = finish(pruningWithin(network, few, { ...within, compensation: "network" }));
      const paper = finish(pruningWithin(network, few, within));
      expect(solved.difference.relative).toBeLessThanOrEqual(within.budget);
      expect(solved.difference).toEqual(compareOutputs(network, solved.network, few, { metric }));
      expect(solved.removed).toBeGreaterThan(paper.removed);
    },
  );

  it("of 0 removes what costs nothing, and a network that no stage helps is returned whole", () => {
    const none = finish(
      pruningWithin(network, rows(inputs, 0, 200), { budget: 0, compensation: "network", effort: "quick" }),
    );
    expect(none.removed).toBe(0);
    expect(none.network).toEqual(network);
  });
});

describe("distillation", () => {
  it.each(["outputs", "softmax"] as const)("lowers Q in the metric %s, and keeps the masks", (metric) => {
    const { network: pruned, masks } = prune(network, inputs, { ratio: 0.9 });
    const distilled = finish(
      distil(pruned, network, inputs, { metric, masks, epochs: 3, random: seededRandom(1) }),
    );
    const changeOf = (b: Network): number => compareOutputs(network, b, inputs, { metric }).relative;
    expect(changeOf(distilled)).toBeLessThan(changeOf(pruned));
    for (const [k, { weight }] of distilled.layers.entries())
      for (const [at, w] of weight.data.entries()) if (masks[k][at] === 0) expect(w).toBe(0);
  });
});
