import { ShapeError, ValueError, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  batchStatistics,
  chunks,
  mergeStatistics,
  noStatistics,
  pruneStream,
  scoreStream,
  statisticsStream,
} from "../src/index.ts";
import type {
  Batches,
  LayerScores,
  Progress,
  PruneOptions,
  RunOptions,
  StreamOptions,
} from "../src/index.ts";
import { isThorough } from "../../../test-setup/thorough.ts";
import { scoresOf } from "../../scores/test/support/scores.ts";
import {
  batchesOf,
  cuts,
  endless,
  everyStrategy,
  inputs,
  network,
  rejection,
  targets,
  thenBad,
} from "../../network/test/support/streams.ts";

describe.each(everyStrategy)("$strategy of a stream", (options) => {
  const expected = scoresOf(network, inputs, options);

  it("has the same bits however the stream is cut", async () => {
    const isSame = async (at: number[]): Promise<void> => {
      expect(await scoreStream(network, batchesOf(at), options)).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(cuts, isSame), { numRuns: isThorough ? 20 : 6 });
  });
});

it("the statistics of a stream are those of its chunks, merged in their order", async () => {
  let expected = noStatistics(network);
  for (const [X] of chunks(inputs)) expected = mergeStatistics(expected, batchStatistics(network, X));
  expect(await statisticsStream(network, batchesOf([7, 2000]))).toEqual(expected);
  expect(await statisticsStream(network, [inputs])).toEqual(expected);
});

it("single precision stays single", async () => {
  const single = wrap(inputs.shape, Float32Array.from(inputs.data));
  expect(await scoreStream(network, [single])).toEqual(scoresOf(network, single));
});

it("says how far it is; of how many samples, only a second pass knows", async () => {
  const reports: Progress[] = [];
  const onProgress = (progress: Progress): void => void reports.push(progress);
  await scoreStream(network, [inputs], { onProgress });
  expect(reports).toEqual(
    [1024, 2048, 3072, 3172].map((done) => ({ stage: "scores", done, total: Infinity })),
  );
  reports.length = 0;
  await scoreStream(network, [inputs], { strategy: "nonlinear", onProgress });
  const work = 3172 * (5 * 3 + 4 * 5 + 2 * 4);
  expect(reports.at(-1)).toEqual({ stage: "scores", done: work, total: work });
  expect(reports).toHaveLength(4 * (5 + 4 + 2)); // a report a chunk and neuron
});

it("lets go of the signal once it is done", async () => {
  const listeners = new Set<unknown>();
  const signal = {
    aborted: false,
    addEventListener: (event: "abort", listener: () => void) => void listeners.add([event, listener].join()),
    removeEventListener: (event: "abort", listener: () => void) =>
      void listeners.delete([event, listener].join()),
  };
  const onProgress = (): void => expect(listeners.size).toBe(1);
  await scoreStream(network, [inputs], { signal, onProgress });
  expect(listeners.size).toBe(0);
});

describe("a stream is given up", () => {
  it("once the signal is aborted, with its reason, and asked for no further batch", async () => {
    const { batches, asked } = endless();
    const controller = new AbortController();
    const onProgress = ({ done }: Progress): void => {
      if (done === 3 * 1024) controller.abort("enough");
    };
    expect(await rejection(scoreStream(network, batches, { signal: controller.signal, onProgress }))).toBe(
      "enough",
    );
    expect(asked()).toBe(3);
  });

  it("even if it never answers", async () => {
    const silent = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
    const signal = AbortSignal.timeout(5);
    expect(await rejection(scoreStream(network, silent, { signal }))).toHaveProperty("name", "TimeoutError");
  });

  const waysToPrune = [
    { ratio: 0.5 },
    { ratio: 0.5, steps: 2 },
    { ratio: 0.5, compensation: "network" },
    { granularity: "neuron", ratio: 0.5 },
    { granularity: "neuron", ratio: 0.5, compensation: "network" },
  ] as const;
  const nothing = { ...inputs, shape: [0, inputs.shape[1]], data: inputs.data.subarray(0, 0) };
  const never = (): Promise<never> => new Promise(() => {});
  /** Streams that go on without end, each in its own way, with no sample or after the first ones. */
  const withoutEnd: Readonly<Record<string, (first: Tensor) => Batches>> = {
    "never answers": (first) => ({
      async *[Symbol.asyncIterator]() {
        yield first;
        await never();
      },
    }),
    "has empty batches": (first) => ({
      *[Symbol.iterator]() {
        yield first;
        for (;;) yield nothing;
      },
    }),
    "never closes": () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.resolve({ done: false, value: nothing }),
        return: never,
      }),
    }),
  };
  it.each(
    waysToPrune.flatMap((options) =>
      Object.entries(withoutEnd).map(([name, make]) => ({ options, name, make })),
    ),
  )("by pruneStream with $options too, if it $name", async ({ options, make }) => {
    for (const first of [nothing, inputs]) {
      const given = { ...options, signal: AbortSignal.timeout(5) };
      const error = await rejection(pruneStream(network, make(first), given as PruneOptions & RunOptions));
      expect(error).toHaveProperty("name", "TimeoutError");
    }
  });

  it("by a signal that is only looked at", async () => {
    const signal = { aborted: true, reason: "before" };
    expect(await rejection(scoreStream(network, endless().batches, { signal }))).toBe("before");
  });

  it("before it works on what came in the meantime", async () => {
    const signal = { aborted: false, reason: "meanwhile" };
    function* aborting(): Generator<Tensor> {
      signal.aborted = true;
      yield inputs;
    }
    const reports: Progress[] = [];
    const onProgress = (progress: Progress): void => void reports.push(progress);
    expect(await rejection(scoreStream(network, aborting(), { signal, onProgress }))).toBe("meanwhile");
    expect(reports).toEqual([]);
  });

  it("with the error that it throws, or that its watcher throws", async () => {
    async function* broken(): AsyncGenerator<never> {
      yield* [];
      throw new RangeError("cut off");
    }
    expect(await rejection(scoreStream(network, broken()))).toEqual(new RangeError("cut off"));
    const onProgress = (): never => {
      throw new Error("asleep");
    };
    expect(await rejection(scoreStream(network, [inputs], { onProgress }))).toEqual(new Error("asleep"));
  });

  it("and closed, so that it can let go of what it holds", async () => {
    let isOpen = true;
    function* held() {
      try {
        yield inputs;
      } finally {
        isOpen = false;
      }
    }
    const onProgress = (): never => {
      throw new Error("asleep");
    };
    await rejection(scoreStream(network, held(), { onProgress }));
    await Promise.resolve();
    expect(isOpen).toBe(false);
  });
});

describe("a bad stream is refused", () => {
  const once = (): Batches =>
    (function* () {
      yield { inputs, targets };
    })();
  const own = {
    kind: "score",
    name: "own",
    *score(): Generator<never, LayerScores[]> {
      yield* [];
      return [];
    },
  } as const;
  const [first] = thenBad();
  const loss = "softmax-cross-entropy";

  // prettier-ignore
  it.each<[name: string, batches: Batches, StreamOptions, new (...parts: [string, string, string]) => Error, message: string]>([
    ["none",            [],                            {},                                       ShapeError, "scoreStream: expected at least one sample; received none"],
    ["width",           thenBad(1, 2),                 {},                                       ShapeError, "scoreStream: expected inputs [N, 3], as the network has 3; received [1, 2]"],
    ["NaN",             thenBad(1, NaN, 3),            {},                                       ValueError, "scoreStream: expected finite inputs; received NaN in sample 1, column 1"],
    ["NaN, later",      [inputs, ...thenBad(1, 2, Infinity)], {},                                ValueError, "scoreStream: expected finite inputs; received Infinity in sample 3173, column 2"],
    ["precision",       [first, wrap([1, 3], new Float32Array(3))], {},                          ValueError, "scoreStream: expected batches in f64, as the first; received f32"],
    ["iterated once",   once(),                        { strategy: "nonlinear" },                ValueError, "scoreStream: expected batches that can be iterated more than once, as is needed here; received an iterator, such as a generator, which ends after the first time"],
    ["no targets",      [first],                       { strategy: "gradient-magnitude", loss }, ValueError, "scoreStream: expected targets, which gradient-magnitude needs; received none"],
    ["no loss",         once(),                        { strategy: "gradient-magnitude" },       ValueError, "scoreStream: expected a loss, which gradient-magnitude needs; received none"],
    ["too few targets", [{ inputs, targets: wrap([1], Float64Array.of(0)) }], { strategy: "gradient-magnitude", loss }, ShapeError, "scoreStream: expected targets of 3172 samples; received [1]"],
    ["a class",         [{ inputs, targets: wrap([3172], new Float64Array(3172).fill(2, 2000)) }], { strategy: "gradient-magnitude", loss }, ValueError, "scoreStream: expected classes 0 … 1; received 2 at sample 2000"],
    ["other targets",   [[1, 2], [1]].map((shape) => ({ inputs: first, targets: wrap(shape, new Float64Array(shape.at(-1) ?? 0)) })), { strategy: "gradient-magnitude", loss: "mean-squared-error" }, ShapeError, "scoreStream: expected samples [2], as in the first batch; received []"],
    ["no passes",       [first],                       { strategy: own },                        ValueError, "scoreStream: expected a strategy that goes through a stream of samples; received own"],
    ["no scores",       [first],                       { strategy: "fully-connected" },          ValueError, "scoreStream: expected a strategy that scores weights; received fully-connected, which trains from scratch"],
  ])("%s", async (_, batches, options, Kind, message) => {
    const error = await rejection(scoreStream(network, batches, options));
    expect(error).toBeInstanceOf(Kind);
    expect(error).toHaveProperty("message", message);
  });

  it("that has other samples the second time", async () => {
    let times = 0;
    const fewer: Batches = { [Symbol.iterator]: () => [times++ === 0 ? inputs : first][Symbol.iterator]() };
    const error = await rejection(scoreStream(network, fewer, { strategy: "nonlinear" }));
    expect(error).toHaveProperty(
      "message",
      "scoreStream: expected 3172 samples each time, as this strategy goes through them twice; received 1",
    );
  });
});
