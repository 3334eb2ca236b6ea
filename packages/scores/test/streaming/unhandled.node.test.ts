import { chunks } from "@espalier/network";
import type { Chunk } from "@espalier/network";
import { expect, it } from "vitest";
import { mapReduce } from "../../src/streaming/map-reduce.ts";
import type { Pass } from "../../src/streaming/pass.ts";
import { inputs, network, rejection } from "../../../network/test/support/streams.ts";

it("of several parts that fail, the first is told, and the others are handled", async () => {
  const unhandled: unknown[] = [];
  const listener = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", listener);
  const pass: Pass = {
    costs: [1],
    map: () => () => undefined,
    initial: () => undefined,
    reduce: () => undefined,
    merge: () => undefined,
  };
  const source = {
    async *open(): AsyncGenerator<Chunk> {
      for (const [each] of chunks(inputs)) yield { inputs: each };
    },
    giveBack() {},
    samples: Infinity,
  };
  const executor = {
    chunks: 4,
    parts: 4,
    begin:
      () =>
      ({ at }: { readonly at: number }) =>
        Promise.reject(new RangeError(`chunk ${at}`)),
    end() {},
  };
  try {
    const error = await rejection(mapReduce([() => pass], { who: "test", network }, source, executor));
    expect(error).toEqual(new RangeError("chunk 0"));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(unhandled).toEqual([]);
  } finally {
    process.off("unhandledRejection", listener);
  }
});
