import { randomNormal, seededRandom, ValueError } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  finish,
  initialNetwork,
  prune,
  pruneStream,
  scoreStream,
  scoring,
  unitStrategies,
} from "../../src/index.ts";
import type { PruneUnitsOptions } from "../../src/index.ts";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { sharedPool, sharedPools as pools } from "../support/shared-pool.ts";
import {
  batchesOf,
  cuts,
  inputs,
  network,
  rejection,
  targets,
} from "../../../network/test/support/streams.ts";

/** Those by which pruning is computed again, as it takes longer than scores. */
const some = isThorough ? pools : [sharedPool];

/** Where a stream is cut: not at all, after its first sample, and at several places with a whole chunk among them. */
const someCuts = isThorough ? [[], [1], [100, 1024, 1500]] : [[100, 1024, 1500]];

const half = { granularity: "neuron", count: 4 } as const;
const usual: readonly PruneUnitsOptions[] = [
  half,
  { ...half, steps: 2 },
  { granularity: "input", count: 2, steps: 2 },
  { ...half, strategy: "elimination-compensation", compensation: "coupled" },
  { ...half, strategy: "unit-greedy", compensation: "constant", metric: "softmax" },
  { ...half, strategy: "noiseout", per: "weight" },
  { ...half, strategy: "gradient-magnitude", targets, loss: "mean-squared-error" },
];
const solved: readonly PruneUnitsOptions[] = [
  { ...half, compensation: "network", effort: "quick" },
  { ...half, compensation: "network", effort: "quick", swaps: 1, start: "coupled" },
  { granularity: "input", count: 1, compensation: "network", effort: "quick", metric: "softmax" },
];

describe.each([...usual, ...solved])("whole units: %j", (options) => {
  const expected = prune(network, inputs, options);
  // The third test has streams and threads at once.
  const alsoAlone = isThorough || options === half;

  it.runIf(alsoAlone)("go by the same bits for any number of threads", async () => {
    for (const pool of some) expect(await pool.prune(network, inputs, options)).toEqual(expected);
  });

  it.runIf(alsoAlone)("go from a stream as from a tensor, however it is cut", async () => {
    const isSame = async (at: number[]): Promise<void> => {
      expect(await pruneStream(network, batchesOf(at), options)).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(cuts, isSame), { numRuns: isThorough ? 10 : 1 });
  });

  it("go from a stream by threads", async () => {
    for (const pool of isThorough ? pools : [sharedPool])
      expect(await pool.prune(network, batchesOf([100, 1500]), options)).toEqual(expected);
  });
});

describe("a stream", () => {
  it("of more samples than a stage scores is read on, and from the start when it ends", async () => {
    const random = seededRandom(3);
    const wide = initialNetwork({ sizes: [4, 6, 2], random });
    const all = randomNormal([6000, 4], random);
    let starts = 0;
    const batches = {
      *[Symbol.iterator]() {
        starts++;
        yield all;
      },
    };
    const options = { granularity: "neuron", count: 3, compensation: "network", effort: "quick" } as const;
    const { units, stages } = await pruneStream(
      wide,
      batches,
      isThorough ? options : { ...options, steps: 2 },
    );
    expect(units).toBe(3);
    expect(stages).toHaveLength(isThorough ? 4 : 2);
    expect(starts).toBeGreaterThan(1);
  });

  it.each(["magnitude", "random", "magnitude-layerwise"])(
    "is not a place for %s, which has no passes",
    async (strategy) => {
      const error = await rejection(pruneStream(network, batchesOf([]), { ...half, strategy }));
      expect(error).toBeInstanceOf(ValueError);
      expect(String(error)).toContain(strategy);
    },
  );

  it("needs targets for skeletonization and taylor, and a loss", async () => {
    const unlabelled = { [Symbol.iterator]: () => [inputs][Symbol.iterator]() };
    const loss = "mean-squared-error";
    for (const strategy of ["skeletonization", "taylor"]) {
      const missing = await rejection(pruneStream(network, unlabelled, { ...half, strategy, loss }));
      expect(String(missing)).toContain(
        `pruneStream: expected targets, which ${strategy} needs; received none`,
      );
      const open = await rejection(pruneStream(network, batchesOf([]), { ...half, strategy }));
      expect(String(open)).toContain(`pruneStream: expected a loss, which ${strategy} needs; received none`);
    }
  });

  it("that can be read only once is refused", async () => {
    const once = batchesOf([100])[Symbol.asyncIterator]() as unknown as ReturnType<typeof batchesOf>;
    expect(await rejection(pruneStream(network, once, half))).toBeInstanceOf(ValueError);
  });
});

const ofWeights = ["elimination-compensation", "obd-recursive", "local-relative-variance"];

describe.each([...unitStrategies.map(({ name }) => name), ...ofWeights])("the strategy %s", (strategy) => {
  const { only = "neuron" } = unitStrategies.find(({ name }) => name === strategy) ?? {};
  const options = { granularity: only, count: 2, strategy, loss: "mean-squared-error" } as const;
  const labelled = { ...options, targets };
  const expected = prune(network, inputs, labelled);

  it("gives the same bits from a stream however it is cut, and by threads", async () => {
    for (const at of isThorough ? someCuts : [])
      expect(await pruneStream(network, batchesOf(at), options)).toEqual(expected);
    if (isThorough) expect(await sharedPool.prune(network, inputs, labelled)).toEqual(expected);
    expect(await sharedPool.prune(network, batchesOf([700]), options)).toEqual(expected);
  });
});

describe.each(["taylor", "obd-recursive", "local-relative-variance"])(
  "the scores of weights by %s",
  (strategy) => {
    const options = { strategy, loss: "mean-squared-error" } as const;
    const expected = finish(scoring(network, inputs, { ...options, targets }));

    it("have the same bits from a stream however it is cut, and by threads", async () => {
      for (const at of someCuts) expect(await scoreStream(network, batchesOf(at), options)).toEqual(expected);
      expect(await sharedPool.score(network, inputs, { ...options, targets })).toEqual(expected);
      expect(await sharedPool.score(network, batchesOf([700]), options)).toEqual(expected);
    });
  },
);
