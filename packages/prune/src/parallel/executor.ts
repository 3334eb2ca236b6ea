import type { StreamChecks } from "@espalier/compensation/internal";
import type { Batches } from "@espalier/compensation";
import { createBuffers, streamSource } from "@espalier/compensation/internal";
import type { Chunk } from "@espalier/network";
import { chunks } from "@espalier/network";
import type { Calibration } from "@espalier/scores";
import type { Executor, Source } from "@espalier/scores/internal";
import type { Tensor } from "@espalier/tensor";
import { isShared, shareable, toShare } from "./transfer.ts";
import type { KnownPasses } from "@espalier/structured/internal";
import type { PoolInputs } from "./interface.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** Computes the parts of a strategy, which workers know by its name, in a pool of workers. */
export function byWorkers(
  workers: WorkerPool,
  strategy: string | KnownPasses,
  depth: { readonly chunks: number; readonly parts: number },
): Executor {
  const named = toShare(strategy);
  return {
    ...depth,
    begin(step, input, before) {
      const job = workers.begin({ strategy: named, step, ...toShare({ input, before }) });
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

/** Whether samples come as a stream of batches. */
export const isStream = (inputs: PoolInputs): inputs is Batches =>
  typeof inputs === "object" &&
  inputs !== null &&
  !Array.isArray(inputs) &&
  (Symbol.asyncIterator in inputs || Symbol.iterator in inputs);
