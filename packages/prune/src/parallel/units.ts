import type { Reduction } from "@espalier/compensation/internal";
import type { RunOptions, Chunk } from "@espalier/network";
import type { PassResult } from "@espalier/scores";
import { localExecutor, mapReduce } from "@espalier/scores/internal";
import type { Source } from "@espalier/scores/internal";
import type { KnownPasses } from "@espalier/structured/internal";
import { chunksWithin } from "./budget.ts";
import { byWorkers, inMemory } from "./executor.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** Passes for units on the workers of a pool; on this thread if these do not know them. */
export const unitsReducer =
  (workerPool: WorkerPool, workers: number, budget: number, { signal }: RunOptions) =>
  ({ passes, known, input }: Reduction, samples: Chunk | Source): Promise<PassResult> => {
    const { who, network } = input;
    const reader = { name: who, passes, needsTargets: "targets" in samples && samples.targets !== undefined };
    const source = "open" in samples ? samples : inMemory({ who, network, strategy: reader }, samples);
    const depth = { chunks: chunksWithin(budget, network, workers), parts: 4 * workers };
    // Known results come from our own passes.
    const executor = known === undefined ? localExecutor : byWorkers(workerPool, known as KnownPasses, depth);
    return mapReduce(passes, input, source, executor, { signal });
  };
