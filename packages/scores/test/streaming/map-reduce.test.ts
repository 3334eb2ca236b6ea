import type { Chunk } from "@espalier/network";
import { chunks } from "@espalier/network";
import type { Data } from "@espalier/tensor";
import { describe, expect, it } from "vitest";
import { localExecutor } from "../../src/streaming/local-executor.ts";
import { mapReduce } from "../../src/streaming/map-reduce.ts";
import type { Compute, Executor } from "../../src/streaming/map-reduce.ts";
import type { Pass } from "../../src/streaming/pass.ts";
import { inputs, network, rejection } from "../../../network/test/support/streams.ts";

const pass: Pass = {
  costs: [1, 2],
  map: () => () => undefined,
  initial: () => undefined,
  reduce: () => undefined,
  merge: () => undefined,
};
const input = { who: "test", network };
const source = {
  async *open(): AsyncGenerator<Chunk> {
    for (const [each] of chunks(inputs)) yield { inputs: each };
  },
  giveBack() {},
  samples: Infinity,
};
const computing = (compute: Compute): Executor => ({ chunks: 1, parts: 1, begin: () => compute, end() {} });

it("chunks have their number, and that of their first sample, from 0 on", async () => {
  const placed: [at: number, first: number, piece: number][] = [];
  const executor = computing(async (chunk, piece) => void placed.push([chunk.at, chunk.first, piece]));
  const { samples } = await mapReduce([() => pass], input, source, executor);
  expect(samples).toBe(inputs.shape[0]);
  expect(placed).toEqual([0, 1, 2, 3].flatMap((at) => [0, 1].map((piece) => [at, 1024 * at, piece])));
});

it("what was aborted as the samples came to their end is not handed out", async () => {
  const signal = { aborted: false, reason: "late" };
  async function* open(): AsyncGenerator<Chunk> {
    yield* source.open();
    signal.aborted = true;
  }
  const executor = computing(async () => {});
  expect(await rejection(mapReduce([() => pass], input, { ...source, open }, executor, { signal }))).toBe(
    "late",
  );
});

describe("an executor of several parts", () => {
  /** Its parts end when they are asked to. */
  function byHand(chunksAtOnce: number, partsAtOnce: number) {
    const started: { readonly name: string; readonly end: (error?: unknown) => void }[] = [];
    const ends = { count: 0 };
    const executor: Executor = {
      chunks: chunksAtOnce,
      parts: partsAtOnce,
      begin: () => (chunk, piece) =>
        new Promise((resolve, reject) => {
          const name = `${chunk.at}.${piece}`;
          started.push({ name, end: (error) => (error === undefined ? resolve(name) : reject(error)) });
        }),
      end: () => void ends.count++,
    };
    const names = (): string[] => started.map(({ name }) => name);
    return { started, names, executor, ends };
  }
  /** Joins the names of its parts. */
  const names: Pass = {
    costs: [1, 1],
    map: () => () => undefined,
    initial: () => "",
    reduce: (total, part) => `${String(total)} ${String(part)}`,
    merge: (a, b) => `${String(a)}${String(b)}`,
  };
  const given: Data[] = [];
  const buffered = {
    ...source,
    async *open(): AsyncGenerator<Chunk & { readonly buffers: readonly Data[] }> {
      for (const [each] of chunks(inputs)) yield { inputs: each, buffers: [each.data] };
    },
    giveBack: (data: Data) => void given.push(data),
  };
  /** Long enough for all that is not waiting for a part. */
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

  it("has as many parts in progress as it wants, and gives back a chunk once its last part is done", async () => {
    given.length = 0;
    const { started, names: begun, executor } = byHand(2, 3);
    const result = mapReduce([() => names], input, buffered, executor);
    await settled();
    expect(begun()).toEqual(["0.0", "0.1", "1.0"]); // three parts
    started[1].end(); // not the next in order
    await settled();
    expect(begun()).toHaveLength(3);
    started[0].end();
    await settled();
    // Both parts of the first chunk are added; the second one of the next chunk needs a place, and the third chunk waits for the second.
    expect(given).toEqual([[...chunks(inputs)][0][0].data]);
    expect(begun()).toEqual(["0.0", "0.1", "1.0", "1.1", "2.0"]);
    for (let at = 2; at < 8; at++) {
      started[at].end();
      await settled();
    }
    expect(await result).toEqual({
      samples: inputs.shape[0],
      total: " 0.0 0.1 1.0 1.1 2.0 2.1 3.0 3.1",
      scales: undefined,
    });
    expect(given).toEqual([...chunks(inputs)].map(([each]) => each.data));
  });

  it("starts no third chunk while two are in progress", async () => {
    const { names: begun, executor } = byHand(2, 100);
    const controller = new AbortController();
    const ended = rejection(mapReduce([() => names], input, source, executor, { signal: controller.signal }));
    await settled();
    expect(begun()).toEqual(["0.0", "0.1", "1.0", "1.1"]);
    controller.abort("enough");
    expect(await ended).toBe("enough");
  });

  it("is ended once, after the last pass, and after an error", async () => {
    const { started, executor, ends } = byHand(2, 4);
    const once = { ...executor, begin: () => () => Promise.resolve("part") };
    await mapReduce([() => names, () => names], input, source, once);
    expect(ends.count).toBe(1);
    const failed = rejection(mapReduce([() => names], input, source, executor));
    await settled();
    started[0].end(new RangeError("a part that fails"));
    expect(await failed).toEqual(new RangeError("a part that fails"));
    expect(ends.count).toBe(2);
  });
});

it("a source need not be closed", async () => {
  const [first] = chunks(inputs);
  const all = [{ done: false, value: { inputs: first[0] } }, { done: true, value: undefined }] as const; // prettier-ignore
  let at = 0;
  const open = (): AsyncIterator<Chunk> => ({
    next: () => Promise.resolve(all[at++] as IteratorResult<Chunk>),
  });
  const executor = computing(async () => {});
  expect((await mapReduce([() => pass], input, { ...source, open }, executor)).samples).toBe(1024);
});

it("this thread maps a chunk once, whatever the number of its pieces", async () => {
  const mapped: number[] = [];
  const counting: Pass = {
    ...pass,
    costs: [1, 1, 1],
    map: ({ inputs: { shape } }) => {
      mapped.push(shape[0]);
      return () => undefined;
    },
  };
  await mapReduce([() => counting], input, source, localExecutor);
  expect(mapped).toEqual([1024, 1024, 1024, 100]);
});
