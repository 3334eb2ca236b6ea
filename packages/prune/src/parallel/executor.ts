import type { Tensor } from "@espalier/tensor";
import type { Executor, Source } from "../streaming/map-reduce.ts";
import type { Chunk } from "../streaming/pass.ts";
import { createBuffers } from "../streaming/chunks.ts";
import type { Batches } from "../streaming/chunks.ts";
import { chunks } from "../network/samples.ts";
import type { Calibration } from "../strategies/strategy.ts";
import { streamSource } from "../streaming/stream-source.ts";
import type { StreamChecks } from "../streaming/stream-source.ts";
import { isShared, shareable, toShare } from "./transfer.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** Computes the parts of a strategy, which workers know by its name, in a pool of workers. */
export function byWorkers(
  workers: WorkerPool,
  strategy: string,
  depth: { readonly chunks: number; readonly parts: number },
): Executor {
  return {
    ...depth,
    begin(step, input, before) {
      const job = workers.begin({ strategy, step, ...toShare({ input, before }) });
      return ({ inputs, targets, at, first }, piece) =>
        workers.ask(job, { inputs, targets, at, first }, piece);
    },
    end: workers.end,
  };
}

/** A stream, whose chunks are put into shared memory. */
export const streamed = (checks: StreamChecks, batches: Batches, samples?: number): Source =>
  streamSource(checks, batches, createBuffers(shareable), samples);

/** Samples in memory. Shared memory is used as it is, other memory is copied chunk by chunk. */
export function inMemory(checks: StreamChecks, { inputs, targets }: Calibration): Source {
  const [samples] = inputs.shape;
  const parts = targets ? [inputs, targets] : [inputs];
  if (!parts.every(({ data }) => isShared(data)))
    return streamed(checks, [targets ? { inputs, targets } : inputs], samples);
  return { samples, open: () => views(parts), giveBack() {} };
}

async function* views(parts: readonly Tensor[]): AsyncGenerator<Chunk> {
  for (const [inputs, targets] of chunks(...parts)) yield { inputs, targets };
}
