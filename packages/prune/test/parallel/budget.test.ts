import { seededRandom } from "@espalier/tensor";
import { expect, it } from "vitest";
import { initialNetwork } from "../../src/index.ts";
import type { Network } from "../../src/index.ts";
import { chunkBytes, chunksWithin } from "../../src/parallel/budget.ts";
import { createPool } from "../../src/parallel/index.ts";
import { endless, network, rejection } from "../../../network/test/support/streams.ts";

const ofSizes = (...sizes: number[]): Network => initialNetwork({ sizes, random: seededRandom(1) });

it("a chunk takes its inputs twice, two arrays of what each layer receives, five of its neurons, and four of its weights", () => {
  const [inputs, received, neurons, weights] = [2 * 3, 2 * (3 + 5), 5 * (5 + 2), 4 * (15 + 10)];
  expect(chunkBytes(ofSizes(3, 5, 2))).toBe(8 * (1024 * (inputs + received + neurons) + weights));
});

it("one chunk is under way whatever the budget, and each further one within it, but no more than two a worker", () => {
  const bytes = chunkBytes(network);
  const chunks = [0, bytes - 1, bytes, 2.5 * bytes, Infinity].map((budget) =>
    chunksWithin(budget, network, 2),
  );
  expect(chunks).toEqual([1, 1, 2, 3, 4]);
});

it("the default budget feeds two workers with digits of 28 × 28 pixels", () => {
  expect(chunksWithin(2 ** 26, ofSizes(784, 32, 32, 10), 2)).toBeGreaterThanOrEqual(2);
});

it("no more of a stream is taken in than the budget has room for", async () => {
  const { batches, asked } = endless();
  await using pool = createPool({ workers: 2, budget: chunkBytes(network) });
  const controller = new AbortController();
  const onProgress = ({ done }: { done: number }): void => {
    const [landed, ahead] = [done / 1024, 2];
    expect(asked()).toBeLessThanOrEqual(landed + ahead);
    if (landed === 20) controller.abort("enough");
  };
  expect(await rejection(pool.score(network, batches, { signal: controller.signal, onProgress }))).toBe(
    "enough",
  );
});
