import { tensor } from "@espalier/tensor";
import { describe, expect, it, vi } from "vitest";
import { distil, finish, seededRandom, train } from "../../src/index.ts";
import type { TrainOptions } from "../../src/index.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { createPool, WorkerError } from "../../src/parallel/index.ts";
import { partsOfGroup } from "../../src/parallel/train.ts";
import { sharedPools } from "../support/shared-pool.ts";
import { inputs, network, rejection, targets } from "../../../network/test/support/streams.ts";
import { outputsFor } from "../../../network/src/graph/outputs.ts";

const [, two] = sharedPools;
const pools = isThorough ? sharedPools : [two];

const samples = { inputs, targets };
const loss = "mean-squared-error";
/** Five parts in a batch, the last of them smaller, and three in the last batch. */
const options = (): TrainOptions => ({ loss, epochs: 2, batch: 330, part: 70, random: seededRandom(1) });
const masks = network.layers.map(({ weight }) => Uint8Array.from(weight.data, (_, at) => at % 3 && 1));

describe("training by a pool", () => {
  it("has the bits of one thread, for any number of workers", async () => {
    const expected = finish(train(network, samples, options()));
    for (const each of pools) expect(await each.train(network, samples, options())).toEqual(expected);
  });

  it("has them with masks, whose weights stay removed", async () => {
    const expected = finish(train(network, samples, { ...options(), masks }));
    for (const each of pools)
      expect(await each.train(network, samples, { ...options(), masks })).toEqual(expected);
    for (const [k, { weight }] of expected.layers.entries())
      expect(weight.data.every((value, at) => masks[k][at] === 1 || value === 0)).toBe(true);
  });

  it.each(["outputs", "softmax"] as const)(
    "distils with the bits of one thread, metric %s",
    async (metric) => {
      const { loss: _, ...others } = options();
      const own = (): Parameters<typeof distil>[3] => ({ ...others, random: seededRandom(2), metric, masks });
      const expected = finish(distil(network, network, inputs, own()));
      for (const each of pools) expect(await each.distil(network, network, inputs, own())).toEqual(expected);
    },
  );

  it("has the bits of one thread where no memory can be shared", async () => {
    const expected = finish(train(network, samples, options()));
    vi.stubGlobal("SharedArrayBuffer", undefined);
    try {
      expect(await two.train(network, samples, options())).toEqual(expected);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("reports the progress of one thread", async () => {
    const reports: unknown[] = [];
    await two.train(network, samples, { ...options(), onProgress: (progress) => reports.push(progress) });
    expect(reports).toEqual([...train(network, samples, options())]);
  });

  it("has the errors of one thread, under its own name", async () => {
    const rejected = (more: Partial<TrainOptions>): Promise<unknown> =>
      rejection(two.train(network, samples, { ...options(), ...more }));
    expect(await rejected({ part: 0 })).toEqual(
      expect.objectContaining({ message: "pool.train: expected part to be a whole number ≥ 1; received 0" }),
    );
    expect(await rejected({ epochs: 3, learningRate: 1e200 })).toEqual(
      expect.objectContaining({ message: expect.stringMatching(/^pool\.train: .*finite/) }),
    );
    const narrow = tensor([[1]]);
    expect(await rejection(two.distil(network, network, narrow, options()))).toEqual(
      expect.objectContaining({ message: expect.stringMatching(/^pool\.distil: /) }),
    );
  });

  it("stops when it is aborted, and leaves the pool free", async () => {
    const reason = new Error("enough");
    const signal = { aborted: false, reason };
    const onProgress = (): void => void (signal.aborted = true);
    await expect(two.train(network, samples, { ...options(), signal, onProgress })).rejects.toBe(reason);
    expect(await two.train(network, samples, options())).toEqual(finish(train(network, samples, options())));
  });

  it("ends with the pool", async () => {
    const pool = createPool({ workers: 2 });
    const training = rejection(pool.train(network, samples, { ...options(), epochs: 10_000 }));
    await pool.close();
    expect(await training).toBeInstanceOf(WorkerError);
  });
});

it.each([
  [8, 1, 8],
  [8, 2, 4],
  [8, 3, 1],
  [5, 2, 1],
  [6, 2, 1],
  [12, 3, 4],
  [5, 9, 1],
  [1, 4, 1],
  [9, 1, 16],
])("of %i parts, %i workers take %i at a time", (parts, workers, expected) => {
  expect(partsOfGroup(parts, workers)).toBe(expected);
});

it("distils to the outputs of the dense network", () => {
  const { loss: _, ...others } = options();
  const labelled = { inputs, targets: outputsFor(network, inputs) };
  const random = (): TrainOptions["random"] => seededRandom(4);
  expect(finish(distil(network, network, inputs, { ...others, random: random() }))).toEqual(
    finish(train(network, labelled, { ...others, loss: "mean-squared-error", random: random() })),
  );
});
