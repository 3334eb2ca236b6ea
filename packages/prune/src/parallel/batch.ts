import { batchOf, meansOver, toGradient } from "@espalier/compensation/internal";
import type { RemoteBatch, Problem, NumberedChunk, Sum } from "@espalier/compensation/internal";
import { WorkerError } from "./errors.ts";
import { threads } from "./platform.ts";
import { createWorkerPool } from "./worker-pool.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** A batch whose chunks are at the workers of a pool. The sums over chunks are added here, in the same tree as on one thread. */
export function batchOnWorkers(
  workers: WorkerPool,
  problem: Problem,
  chunks: readonly NumberedChunk[],
): RemoteBatch {
  const [batch, meanOf] = [batchOf(problem, chunks), meansOver(chunks)];
  const job = workers.place(problem, chunks); // which takes the memory of the chunks
  const mean = async (sum: Sum, at: Float64Array | undefined): Promise<Float64Array> =>
    meanOf(sum, await workers.sums(job, sum, at));
  return {
    ...batch,
    gradient: async (at) => toGradient(await mean("gradient", at)),
    product: (at) => mean("product", at),
    curvature: () => mean("blocks", undefined),
    divergence: async (at) => (await mean("divergence", at))[0],
    release() {},
  };
}

/** A batch on workers of its own, which its release ends. */
export function batchOnPool(
  workers: number,
  problem: Problem,
  chunks: readonly NumberedChunk[],
): RemoteBatch {
  const start = threads();
  if (start === undefined) throw new WorkerError("this platform has no worker threads");
  const own = createWorkerPool(start, workers);
  return { ...batchOnWorkers(own, problem, chunks), release: () => void own.close() };
}
