import { randomNormal, seededRandom, ValueError } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { initialNetwork, prune, pruneStream, pruning, run } from "../../src/index.ts";
import type { Network, PrunedByStages, PruneOptions, Tensor } from "../../src/index.ts";
import { rows } from "@espalier/tensor";

const random = seededRandom(3);
const network: Network = initialNetwork({ sizes: [12, 9, 7, 3], random });
const inputs = randomNormal([3000, 12], random);
const options: PruneOptions = { ratio: 0.8, compensation: "network", effort: "quick" };

/** The batches of a stream, of some size. */
const batchesOf = (X: Tensor, size: number): Tensor[] =>
  Array.from({ length: Math.ceil(X.shape[0] / size) }, (_, at) =>
    rows(X, at * size, Math.min((at + 1) * size, X.shape[0])),
  );

describe("pruning a stream by stages", () => {
  it("is what pruning in memory is, where each batch has all samples", async () => {
    const expected = prune(network, inputs, options);
    expect(await pruneStream(network, batchesOf(inputs, 700), options)).toEqual(expected);
  });

  it("does not depend on how the stream is cut, and reads it again when it ends", async () => {
    const [a, b] = await Promise.all(
      [100, 1500].map((size) =>
        pruneStream(network, batchesOf(inputs, size), { ...options, effort: "default" }),
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
      expect(visits).toBeGreaterThan(3000 * iterations);
    }
  });
});
