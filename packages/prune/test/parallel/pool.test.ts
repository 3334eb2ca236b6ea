import { rows, ShapeError, tensor, ValueError, wrap } from "@espalier/tensor";
import * as fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import { isThorough } from "../../../../test-setup/thorough.ts";
import { cut, prune, scoreStream, seededRandom, statisticsStream } from "../../src/index.ts";
import type { Progress, ScoringStrategy } from "../../src/index.ts";
import { createPool, WorkerError } from "../../src/parallel/index.ts";
import { sharedPools } from "../support/shared-pool.ts";
import { scoresOf } from "../../../scores/test/support/scores.ts";
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
} from "../../../network/test/support/streams.ts";

const [pool, two] = sharedPools;
const pools = sharedPools;
/** Those by which pruning is computed again, as it takes longer than scores. */
const some = isThorough ? pools : [two];
/** One chunk at a time. */
const poor = createPool({ workers: 1, budget: 0 });
afterAll(() => poor.close());

describe("pruning in stages by a pool", () => {
  const ladder = [
    "bias",
    "row",
    "network",
    ...(isThorough ? (["none", "bias-joint"] as const) : []),
  ] as const;
  it.each(ladder)("has the bits of one thread, for any number of workers: %s", async (compensation) => {
    const options = { ratio: 0.6, compensation, steps: 2, effort: "quick" } as const;
    const expected = prune(network, inputs, options);
    for (const each of some) expect(await each.prune(network, inputs, options)).toMatchObject(expected);
  });

  it("also from a stream, and in the metric of a softmax", async () => {
    const options = { ratio: 0.6, compensation: "network", metric: "softmax", effort: "quick" } as const;
    const expected = prune(network, inputs, options);
    for (const each of some)
      expect(await each.prune(network, batchesOf([100, 1500]), options)).toEqual(expected);
  });

  it("leaves the pool free for the next computation when it is aborted", async () => {
    const reason = new Error("enough");
    const signal = { aborted: false, reason };
    const onProgress = (): void => void (signal.aborted = true);
    const options = { ratio: 0.6, compensation: "network" } as const;
    await expect(two.prune(network, inputs, { ...options, signal, onProgress })).rejects.toBe(reason);
    expect(await two.score(network, inputs)).toEqual(scoresOf(network, inputs));
  });
});

describe.each(everyStrategy)("$strategy by a pool", (options) => {
  const expected = scoresOf(network, inputs, options);

  it("has the bits of the main entry, for any number of workers", async () => {
    for (const each of pools) expect(await each.score(network, inputs, options)).toEqual(expected);
  });

  it("has them for any number of workers and however a stream is cut", async () => {
    const isSame = async (each: number, at: number[]): Promise<void> => {
      expect(await pools[each].score(network, batchesOf(at), options)).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...pools.keys()), cuts, isSame), {
      numRuns: isThorough ? 10 : 2,
    });
  });

  it("has them where no memory can be shared", async () => {
    vi.stubGlobal("SharedArrayBuffer", undefined);
    try {
      expect(await two.score(network, inputs, options)).toEqual(expected);
      expect(await two.score(network, batchesOf([1500]), options)).toEqual(expected);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it("has them with a budget of nothing, when there is one chunk at a time", async () => {
    expect(await poor.score(network, inputs, options)).toEqual(expected);
  });
});

describe("a pool", () => {
  it.skipIf(typeof SharedArrayBuffer === "undefined")("scores samples in shared memory", async () => {
    const data = new Float64Array(new SharedArrayBuffer(inputs.data.byteLength));
    data.set(inputs.data);
    expect(await two.score(network, wrap(inputs.shape, data))).toEqual(scoresOf(network, inputs));
  });

  it("takes rows of numbers, a part of a larger array, and single precision", async () => {
    const nested = [
      [1, 2, 3],
      [3, 2, 1],
    ];
    expect(await two.score(network, nested)).toEqual(scoresOf(network, tensor(nested)));
    const part = rows(inputs, 500, 2000);
    expect(await two.score(network, part)).toEqual(scoresOf(network, part));
    const single = wrap(inputs.shape, Float32Array.from(inputs.data));
    expect(await two.score(network, single)).toEqual(scoresOf(network, single));
  });

  it("looks at as many samples as it is told, drawn as by the main entry", async () => {
    const draw = () => ({ samples: 1100, random: seededRandom(1) });
    expect(await two.score(network, inputs, draw())).toEqual(scoresOf(network, inputs, draw()));
  });

  it("gathers statistics, of samples in memory and of a stream", async () => {
    const expected = await statisticsStream(network, [inputs]);
    for (const each of pools) {
      expect(await each.statistics(network, inputs)).toEqual(expected);
      expect(await each.statistics(network, batchesOf([5]))).toEqual(expected);
    }
  });

  it("prunes", async () => {
    expect(await two.prune(network, inputs, { ratio: 0.4 })).toEqual(prune(network, inputs, { ratio: 0.4 }));
    const scores = await scoreStream(network, [inputs]);
    expect(await two.prune(network, batchesOf([9]), { ratio: 0.4 })).toEqual(cut(network, scores, 0.4));
  });

  it("runs the other strategies on this thread", async () => {
    const own: ScoringStrategy = {
      kind: "score",
      name: "nonlinear", // a name that workers know, and a function that they do not
      *score({ layers }) {
        yield { stage: "scores", done: 1, total: 1 };
        return layers.map(({ weight }) => ({ importance: weight, compensation: weight }));
      },
    };
    for (const strategy of ["magnitude", "random", own]) {
      const options = () => ({ strategy, random: seededRandom(1) });
      expect(await two.score(network, inputs, options())).toEqual(scoresOf(network, inputs, options()));
    }
  });

  it("reports its progress in the order of the samples", async () => {
    const reports: Progress[] = [];
    await two.score(network, inputs, { onProgress: (progress) => void reports.push(progress) });
    const total = 3172;
    expect(reports).toEqual([1024, 2048, 3072, total].map((done) => ({ stage: "scores", done, total })));
  });

  it("does one thing after the other, also when one of them fails", async () => {
    const [a, b, c] = [
      two.score(network, inputs),
      two.score(network, thenBad(NaN, 0, 0).values()),
      two.statistics(network, inputs),
    ];
    expect(await rejection(b)).toBeInstanceOf(ValueError);
    expect(await a).toEqual(scoresOf(network, inputs));
    expect((await c)[0].samples).toBe(3172);
  });
});

describe("a pool stops when it is told to, and can be used again", () => {
  it("with the reason of the signal, and asks a stream for no more than is under way", async () => {
    const { batches, asked } = endless();
    const controller = new AbortController();
    const onProgress = ({ done }: Progress): void => {
      if (done === 5 * 1024) controller.abort("enough");
    };
    const scores = two.score(network, batches, { signal: controller.signal, onProgress });
    expect(await rejection(scores)).toBe("enough");
    expect(asked()).toBeLessThanOrEqual(5 + 2 * 2);
    expect(await two.score(network, inputs)).toEqual(scoresOf(network, inputs));
  });

  it("while it computes, or waits for its turn", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const all = [
      pool.score(network, endless().batches, { signal }),
      pool.score(network, inputs, { signal }),
    ].map(rejection);
    controller.abort("enough");
    expect(await Promise.all(all)).toEqual(["enough", "enough"]);
    expect(await pool.score(network, inputs)).toEqual(scoresOf(network, inputs));
  });
});

describe("batches that never fill a chunk do not hold up their thread", () => {
  const empty = rows(inputs, 0, 0);
  let asked = 0;
  function* forever(): Generator<typeof inputs> {
    for (;;) {
      asked++;
      yield empty;
    }
  }
  async function* foreverLater(): AsyncGenerator<typeof inputs> {
    yield* forever();
  }

  it.each([
    ["scoreStream", scoreStream],
    ["a pool", two.score],
  ])("%s obeys a signal that a timer sends, and asks for no more", async (_, score) => {
    for (const batches of [forever(), foreverLater()]) {
      const error = await rejection(score(network, batches, { signal: AbortSignal.timeout(30) }));
      expect(error).toHaveProperty("name", "TimeoutError");
      await new Promise((resolve) => setTimeout(resolve, 30)); // the turn that it hears of it at
      const last = asked;
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(asked).toBe(last);
    }
  });
});

describe("an error in a worker arrives as that error", () => {
  it("of the first bad sample, with its number among all", async () => {
    const data = inputs.data.slice();
    data[3 * 2500 + 1] = NaN;
    data[3 * 3000] = NaN;
    const error = await rejection(two.score(network, wrap(inputs.shape, data)));
    expect(error).toBeInstanceOf(ValueError);
    expect(error).toMatchObject({
      name: "ValueError",
      who: "pool.score",
      message: "pool.score: expected finite inputs; received NaN in sample 2500, column 1",
    });
    expect(String((error as Error).stack)).toContain("received NaN in sample 2500");
  });

  it.each(everyStrategy)("$strategy: the same as the main entry's", async (options) => {
    const few = tensor([
      [1, 2, 3],
      [4, 5, NaN],
    ]);
    const bad = { ...options, targets: rows(targets, 0, 2) };
    const error = await rejection(two.score(network, few, bad));
    expect(error).toBeInstanceOf(ValueError);
    const { expected, received } = error as ValueError;
    expect(() => scoresOf(network, few, bad)).toThrow(expect.objectContaining({ expected, received }));
  });

  it("and so do those of the input at large", async () => {
    const attempts = [
      [() => two.score(network, [[1, 2]]), ShapeError, /received \[1, 2\]/],
      [() => two.score(network, tensor([])), ShapeError, /received \[0\]/],
      [() => two.score(network, [].values()), ShapeError, /at least one sample/],
      [() => two.score({ layers: [] }, inputs), ShapeError, /at least one layer/],
      [() => two.score(network, inputs, { strategy: "optimal" }), ValueError, /received optimal/],
      [() => two.score(network, endless().batches, { strategy: "magnitude" }), ValueError, /a stream/],
      [() => two.score(network, inputs, { strategy: "gradient-magnitude" }), ValueError, /a loss/],
      [() => two.prune(network, inputs, { ratio: 80 }), ValueError, /received 80/],
      [() => two.statistics({ layers: [] }, endless().batches), ShapeError, /at least one layer/],
    ] as const;
    for (const [attempt, Kind, message] of attempts) {
      const error = await rejection(attempt());
      expect(error).toBeInstanceOf(Kind);
      expect(error).toHaveProperty("message", expect.stringMatching(message));
    }
  });

  it("and those of a source", async () => {
    async function* broken(): AsyncGenerator<typeof inputs> {
      yield inputs;
      throw new RangeError("cut off");
    }
    expect(await rejection(two.score(network, broken()))).toEqual(new RangeError("cut off"));
  });
});

describe("a pool that is closed", () => {
  it("ends what goes on, and begins nothing", async () => {
    const closing = createPool({ workers: 1 });
    const endlessly = rejection(closing.score(network, endless().batches));
    await vi.waitFor(async () => expect(await closing.close()).toBeUndefined());
    expect(await endlessly).toBeInstanceOf(WorkerError);
    expect(await rejection(closing.score(network, inputs))).toEqual(new WorkerError("the pool is closed"));
  });

  it("settles every job: one that waits for its stream, one behind it, one on this thread", async () => {
    const closing = createPool({ workers: 1 });
    const silent: AsyncIterable<typeof inputs> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
    };
    const own: ScoringStrategy = {
      kind: "score",
      name: "endless",
      *score() {
        for (;;) yield { stage: "scores", done: 0, total: 1 };
      },
    };
    const jobs = [
      closing.score(network, silent),
      closing.statistics(network, inputs),
      closing.prune(network, inputs, { ratio: 0.5, signal: { aborted: false } }),
      closing.score(network, inputs, { strategy: own }),
    ].map(rejection);
    const solving = createPool({ workers: 1 });
    const solved = rejection(solving.prune(network, silent, { ratio: 0.5, compensation: "network" }));
    await closing.close();
    const closed = new WorkerError("the pool is closed");
    expect(await Promise.all(jobs)).toEqual(jobs.map(() => closed));
    await new Promise((resolve) => setTimeout(resolve)); // until it waits for its stream
    await solving.close();
    expect(await solved).toEqual(closed);
  });

  it("has sensible sizes", () => {
    expect(() => createPool({ workers: 0 })).toThrow("a whole number of workers ≥ 1; received 0");
    expect(() => createPool({ workers: 1.5 })).toThrow(ValueError);
    expect(() => createPool({ budget: -1 })).toThrow("a budget of bytes ≥ 0; received -1");
    expect(createPool().workers).toBeGreaterThan(0);
  });
});
