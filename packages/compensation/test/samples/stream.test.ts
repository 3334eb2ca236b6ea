import { astype, randomNormal, rows, seededRandom, tensor, wrap } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { CHUNK } from "@espalier/network";
import type { Chunk } from "@espalier/network";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunksOf, createBuffers } from "../../src/samples/batches.ts";
import type { Batch, Batches } from "../../src/samples/batches.ts";
import { memorySampler, streamSampler } from "../../src/samples/sampler.ts";
import { streamSource } from "../../src/samples/stream-source.ts";
import {
  batchesOf,
  cuts,
  endless,
  inputs,
  network,
  rejection,
  targets,
} from "../../../network/test/support/streams.ts";

const who = "a test";
const withTargets = { name: "own", needsTargets: true };
const [N] = inputs.shape;

/** Copies of the chunks of a stream, in turn. */
async function chunksFrom(source: ReturnType<typeof streamSource>): Promise<Chunk[]> {
  const all: Chunk[] = [];
  const iterator = source.open(() => false);
  for (;;) {
    const { done, value } = await iterator.next();
    if (done === true) return all;
    all.push(structuredClone({ inputs: value.inputs, targets: value.targets }));
    for (const buffer of value.buffers ?? []) source.giveBack(buffer);
  }
}

const sourceOf = (batches: Batches, strategy: object = withTargets) =>
  streamSource({ who, network, strategy: { name: "own", ...strategy } }, batches);

const part = (from: number, to: number): Chunk => ({
  inputs: structuredClone(rows(inputs, from, to)),
  targets: structuredClone(rows(targets, from, to)),
});
const rowsFrom = (at: number[]): Chunk => ({
  inputs: wrap([at.length, 3], Float64Array.from(at.flatMap((n) => [...rows(inputs, n, n + 1).data]))),
  targets: wrap([at.length, 2], Float64Array.from(at.flatMap((n) => [...rows(targets, n, n + 1).data]))),
});
const bitsOf = ({ inputs: X, targets: T }: Chunk): unknown =>
  [X, T].map((each) => each && [each.shape, [...each.data]]);

describe("a stream", () => {
  it("comes in whole chunks and a last one, however it is cut", async () => {
    const expected = [0, 1, 2, 3].map((k) => bitsOf(part(k * CHUNK, Math.min((k + 1) * CHUNK, N))));
    const isSame = async (at: number[]): Promise<void> => {
      expect((await chunksFrom(sourceOf(batchesOf(at)))).map(bitsOf)).toEqual(expected);
    };
    await fc.assert(fc.asyncProperty(cuts, isSame), { numRuns: 6 });
  });

  it("has no targets where its reader wants none, and may be of inputs alone", async () => {
    for (const batch of [{ inputs, targets }, inputs]) {
      const all = await chunksFrom(sourceOf([batch], { needsTargets: false }));
      expect(all.map((chunk) => chunk.targets)).toEqual(Array(4).fill(undefined));
      expect(bitsOf(all[3])).toEqual(bitsOf({ ...part(3 * CHUNK, N), targets: undefined }));
    }
  });

  it("of whole chunks ends with them, and one of empty batches has none", async () => {
    expect(await chunksFrom(sourceOf([rows(inputs, 0, 2 * CHUNK)], {}))).toHaveLength(2);
    expect(await chunksFrom(sourceOf([rows(inputs, 0, 0)], {}))).toHaveLength(0);
  });

  it("takes its memory once, if chunks give theirs back, and in its own precision", async () => {
    const made: [number, string][] = [];
    const buffers = createBuffers((size, dtype) => {
      made.push([size, dtype]);
      return dtype === "f32" ? new Float32Array(size) : new Float64Array(size);
    });
    const checks = { who, network, strategy: withTargets };
    await chunksFrom(streamSource(checks, batchesOf([1000]), buffers));
    expect(made).toEqual([[CHUNK * 3, "f64"], [CHUNK * 2, "f64"]]); // prettier-ignore
    made.length = 0;
    const single = { name: "own" };
    await chunksFrom(streamSource({ who, network, strategy: single }, [astype(inputs, "f32")], buffers));
    expect(made).toEqual([[CHUNK * 3, "f32"]]);
  });

  it("goes on after a batch that took longer than a turn of this thread", async () => {
    const slow = (): Batches => ({
      async *[Symbol.asyncIterator]() {
        for (const from of [0, 500, 1000]) {
          await new Promise((resolve) => setTimeout(resolve, 15));
          yield rows(inputs, from, from + 500);
        }
      },
    });
    expect((await chunksFrom(sourceOf(slow(), {}))).map((chunk) => chunk.inputs.shape[0])).toEqual([
      1024, 476,
    ]);
    const sizes: number[] = [];
    const read = (batch: Batch): Chunk => ({ inputs: batch as Tensor, targets: undefined });
    for await (const chunk of chunksOf(who, slow(), createBuffers(), read)) sizes.push(chunk.inputs.shape[0]);
    expect(sizes).toEqual([1024, 476]);
  });

  it("says how many samples it has, if that is known", () => {
    expect(sourceOf([]).samples).toBe(Infinity);
    expect(streamSource({ who, network, strategy: withTargets }, [], createBuffers(), 9).samples).toBe(9);
  });

  it("that never fills a chunk is left once no more is wanted", async () => {
    let asked = 0;
    const nothing: Batches = {
      *[Symbol.iterator]() {
        for (;;) {
          asked++;
          yield rows(inputs, 0, 0);
        }
      },
    };
    const source = sourceOf(nothing, {});
    let isEnded = false;
    const next = source.open(() => isEnded).next();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(asked).toBeGreaterThan(1);
    isEnded = true;
    expect(await next).toEqual({ done: true, value: undefined });
  });

  const once = (): Batches =>
    (function* () {
      yield inputs;
    })();
  const repeated =
    "a test: expected batches that can be iterated more than once, as is needed here; received an iterator, such as a generator, which ends after the first time";
  const pass = {} as never; // only counted

  it("that is read more than once can be iterated again", async () => {
    expect(() => streamSource({ who, network, strategy: withTargets, isRepeated: true }, once())).toThrow(
      repeated,
    );
    expect(() => sourceOf(once(), { passes: [pass, pass] })).toThrow(repeated);
    const again = streamSource({ who, network, strategy: { name: "own" }, isRepeated: true }, [inputs]);
    for (const _ of [1, 2]) expect(await chunksFrom(again)).toHaveLength(4);
    const none = "a test: expected batches that can be iterated; received 7";
    expect(() => sourceOf(7 as never, {})).toThrow(none);
    for (const strategy of [{}, { passes: [] }, { passes: [pass] }])
      expect(await chunksFrom(sourceOf(once(), strategy))).toHaveLength(4);
    const checks = { who, network, strategy: { name: "own", passes: [pass, pass] }, isRepeated: false };
    expect(await chunksFrom(streamSource(checks, once()))).toHaveLength(4);
  });

  const nextOf = (batches: readonly Batch[], strategy: object = withTargets): Promise<unknown> =>
    rejection(chunksFrom(sourceOf(batches, strategy)));
  // prettier-ignore
  it.each<[string, readonly Batch[], object | undefined, string]>([
    ["another width",     [tensor([[1, 2]])],                                     {},        "a test: expected inputs [N, 3], as the network has 3; received [1, 2]"],
    ["another precision", [inputs, astype(inputs, "f32")],                        {},        "a test: expected batches in f64, as the first; received f32"],
    ["no targets",        [inputs],                                               undefined, "a test: expected targets, which own needs; received none"],
    ["too few targets",   [{ inputs, targets: rows(targets, 0, 9) }],             undefined, "a test: expected targets of 3172 samples; received [9, 2]"],
    ["a bad target",      [{ inputs, targets: { shape: [2], data: [1] } as never }], undefined, "a test: expected data of targets in a Float64Array or Float32Array; received Array"],
    ["other targets",     [{ inputs, targets }, { inputs, targets: rows(randomNormal([N, 5], seededRandom(1)), 0, N) }], undefined, "a test: expected samples [2], as in the first batch; received [5]"],
    ["no tensor",         [7 as never],                                           {},        "a test: expected inputs to be a tensor with a shape; received number"],
  ])("with %s is refused", async (_, batches, strategy, message) => {
    expect(await nextOf(batches, strategy)).toHaveProperty("message", message);
  });
});

describe("samples of a stream, as many as are wanted", () => {
  const sampler = (batches: Batches = batchesOf([7, 2000])) => streamSampler(who, sourceOf(batches));

  it("come in their order, whatever their number, and start again at the end", async () => {
    const { take } = sampler();
    let at = 0;
    for (const count of [1, 5, CHUNK, 1500, 1000, CHUNK + 3]) {
      const expected = Array.from({ length: count }, (_, n) => (at + n) % N);
      expect(bitsOf(await take(count))).toEqual(bitsOf(rowsFrom(expected)));
      at += count;
    }
  });

  it("are all of them where more are wanted, and no more: none comes twice", async () => {
    const { take } = sampler();
    expect(bitsOf(await take(2 * N))).toEqual(bitsOf(part(0, N)));
    expect(bitsOf(await take(N + 1))).toEqual(bitsOf(part(0, N)));
    expect(bitsOf(await take(2))).toEqual(bitsOf(part(0, 2)));
  });

  it("are of inputs alone, and single, where the stream is", async () => {
    const single = astype(inputs, "f32");
    const { take } = streamSampler(who, sourceOf([single], {}));
    const { inputs: X, targets: none } = await take(1100);
    expect(none).toBe(undefined);
    expect(X.data).toEqual(single.data.slice(0, 1100 * 3));
  });

  it("do not change when the next are taken", async () => {
    const { take } = sampler();
    const first = await take(CHUNK);
    await take(CHUNK);
    await take(CHUNK);
    expect(bitsOf(first)).toEqual(bitsOf(part(0, CHUNK)));
  });

  it("are copies, of a stream that writes all of its chunks to the same memory too", async () => {
    const data = new Float64Array(2);
    let next = 0;
    const { take } = streamSampler(who, {
      ...sourceOf([], {}),
      open: () => ({
        next() {
          data.set([next++, next++]);
          return Promise.resolve({
            done: false,
            value: { inputs: { shape: [2, 1], data }, targets: undefined },
          });
        },
      }),
    });
    expect([...(await take(3)).inputs.data]).toEqual([0, 1, 2]);
    expect([...(await take(4)).inputs.data]).toEqual([3, 4, 5, 6]);
  });

  it("are refused where there is none, also when the stream is read again", async () => {
    const again = (was: string): string =>
      `a test: expected a stream of samples that can be read again when it ends; received ${was}`;
    expect(await rejection(streamSampler(who, sourceOf([], {})).take(1))).toHaveProperty(
      "message",
      again("no sample"),
    );
    let times = 0;
    const oneTime: Batches = { [Symbol.iterator]: () => (times++ === 0 ? [inputs] : [])[Symbol.iterator]() };
    const { take } = streamSampler(who, sourceOf(oneTime, {}));
    await take(N);
    expect(await rejection(take(1))).toHaveProperty("message", again("none when it was read again"));
  });

  it("leave the stream when they are closed, which may be before they were opened, or when it does not answer", async () => {
    let isOpen = true;
    const held: Batches = {
      async *[Symbol.asyncIterator]() {
        try {
          for (;;) yield inputs;
        } finally {
          isOpen = false;
        }
      },
    };
    const { take, close } = streamSampler(who, sourceOf(held, {}));
    await take(1);
    close();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(isOpen).toBe(false);
    sampler().close();
    const failing = streamSampler(who, {
      ...sourceOf([], {}),
      open: () => ({
        next: () => new Promise<never>(() => {}),
        return: () => Promise.reject(new Error("a stream that cannot close")),
      }),
    });
    void failing.take(1);
    failing.close();
    const bare = streamSampler(who, {
      ...sourceOf([], {}),
      open: () => ({ next: () => new Promise<never>(() => {}) }), // which cannot be closed
    });
    void bare.take(1);
    bare.close();
    await new Promise((resolve) => setTimeout(resolve, 0));
  });

  it("are no longer looked for once they are closed, in a stream without end that has none", async () => {
    const nothing: Batches = {
      *[Symbol.iterator]() {
        for (;;) yield rows(inputs, 0, 0);
      },
    };
    const { take, close } = streamSampler(who, sourceOf(nothing, {}));
    const taken = rejection(take(1));
    close();
    // Once closed, it ends as a stream of no sample does.
    expect(await taken).toHaveProperty("message", expect.stringContaining("no sample"));
  });

  it("are not read ahead", async () => {
    const { batches, asked } = endless();
    const { take } = streamSampler(who, sourceOf(batches, {}));
    await take(CHUNK);
    expect(asked()).toBe(1);
    await take(1);
    expect(asked()).toBe(2);
  });
});

describe("samples in memory", () => {
  const some: Chunk = { inputs: rows(inputs, 0, 20), targets: rows(targets, 0, 20) };

  it("come as they are where all are wanted, or more", () => {
    for (const count of [20, 21]) {
      const { pick, take } = memorySampler(some, seededRandom(1));
      expect(pick(count)).toEqual({ ...some, rows: undefined });
      expect(take(count)).toEqual(some);
    }
  });

  it("are copies of those that are picked, with their targets", () => {
    const [picking, taking] = [0, 0].map(() => memorySampler(some, seededRandom(1)));
    for (let round = 0; round < 3; round++) {
      const { inputs: X, targets: T, rows: picked = new Uint32Array() } = picking.pick(15);
      expect([X, T]).toEqual([some.inputs, some.targets]);
      expect(new Set(picked).size).toBe(15);
      expect(bitsOf(taking.take(15))).toEqual(bitsOf(rowsFrom([...picked])));
    }
    const alone: { readonly inputs: Tensor; readonly targets: undefined } = {
      inputs: some.inputs,
      targets: undefined,
    };
    expect(memorySampler(alone, seededRandom(1)).take(3).targets).toBe(undefined);
  });
});
