import { expect, it } from "vitest";
import { gather } from "../src/gather.ts";
import type { Executor } from "../src/gather.ts";
import type { Chunk, Pass } from "../src/passes.ts";
import { chunks } from "../src/samples.ts";
import { inputs, network } from "./support/streams.ts";

it("chunks have their number, and that of their first sample, from 0 on", async () => {
  const placed: [at: number, first: number, piece: number][] = [];
  const executor: Executor = {
    chunks: 1,
    parts: 1,
    begin: () => async (chunk, piece) => void placed.push([chunk.at, chunk.first, piece]),
    end() {},
  };
  const pass: Pass = { costs: [1, 2], open: () => () => undefined, start: undefined, add: () => undefined };
  async function* open(): AsyncGenerator<Chunk> {
    for (const [each] of chunks(inputs)) yield { inputs: each };
  }
  const source = { open, giveBack() {}, samples: Infinity };
  const { samples } = await gather([() => pass], { network }, source, executor);
  expect(samples).toBe(inputs.shape[0]);
  expect(placed).toEqual([0, 1, 2, 3].flatMap((at) => [0, 1].map((piece) => [at, 1024 * at, piece])));
});
