import type { Chunk } from "@espalier/network";
import { chunks } from "@espalier/network";
import { expect, it } from "vitest";
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
