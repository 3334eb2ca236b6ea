import { compensationOf } from "@espalier/compensation/internal";
import type { Network, RunOptions } from "@espalier/network";
import { checkOptions, createWatch, distillation } from "@espalier/network/internal";
import type { Pruned } from "@espalier/scores";
import { granularityOf, cutChecked, checkRatio } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import type { PruneOptions } from "../prune.ts";
import { isOfUnits } from "../structured/options.ts";
import type { PrunedUnits, PruneUnitsOptions } from "../structured/options.ts";
import { pruneUnitsElsewhere } from "../structured/units-elsewhere.ts";
import { unitsReducer } from "./units.ts";
import { moved } from "../search/options.ts";
import { pruneAndSolve } from "../search/solving-elsewhere.ts";
import { defaultBudget } from "./budget.ts";
import { WorkerError } from "./errors.ts";
import { isStream } from "./executor.ts";
import { cores, threads } from "./platform.ts";
import type { StartThread } from "./platform.ts";
import type { Pool, PoolInputs, PoolOptions } from "./interface.ts";
import { batchOnWorkers } from "./batch.ts";
import { createScoring } from "./scoring.ts";
import { createStop } from "./stop.ts";
import { trainByWorkers } from "./train.ts";
import { createWorkerPool } from "./worker-pool.ts";

/**
 * Threads start with the first computation, and keep a process alive only while one runs.
 *
 * @throws ValueError when the number of workers is not a positive whole number, or the budget is not a number ≥ 0
 * @throws WorkerError when the platform has no workers
 */
export function createPool(options: PoolOptions = {}): Pool {
  const start = threads();
  if (start === undefined) throw new WorkerError("this platform has no worker threads");
  return createPoolOf(start, options);
}

/** {@link createPool} with another kind of threads. */
export function createPoolOf(start: StartThread, poolOptions: PoolOptions): Pool {
  checkOptions("createPool", poolOptions, "{ workers: 2 }");
  const { workers = cores(), budget = defaultBudget } = poolOptions;
  if (!(Number.isInteger(workers) && workers > 0))
    throw new ValueError("createPool", "a whole number of workers ≥ 1", String(workers));
  if (!(typeof budget === "number" && budget >= 0))
    throw new ValueError("createPool", "a budget of bytes ≥ 0", String(budget));
  const workerPool = createWorkerPool(start, workers);
  const scoring = createScoring(workerPool, workers, budget);
  const stop = createStop();
  let earlier: Promise<unknown> = Promise.resolve();

  /** Runs a computation once those before are over. */
  const exclusively = async <T, O extends RunOptions>(
    who: string,
    given: O,
    compute: (options: O & RunOptions) => Promise<T>,
  ): Promise<T> => {
    checkOptions(who, given, "{ signal }");
    const options = stop.also(given);
    const before = earlier;
    const watch = createWatch(options);
    const job = watch
      .during(() => before)
      .finally(watch.stop)
      .then(() => compute(options));
    earlier = Promise.allSettled([before, job]);
    return job;
  };

  const prune = async (
    network: Network,
    inputs: PoolInputs,
    options: (PruneOptions | PruneUnitsOptions) & RunOptions,
  ): Promise<Pruned | PrunedUnits> => {
    const who = "pool.prune";
    checkOptions(who, options, "{ ratio: 0.8 }");
    if (isOfUnits<PruneUnitsOptions & RunOptions>(options))
      return pruneUnitsElsewhere(who, network, isStream(inputs) ? { batches: inputs } : { inputs }, options, {
        reduce: unitsReducer(workerPool, workers, budget, options),
        batchOn: (problem, chunks) => batchOnWorkers(workerPool, problem, chunks),
      });
    checkRatio(who, options.ratio);
    const moves = moved(who, compensationOf(who, options.compensation), options);
    if (moves.length === 0 && options.steps === undefined)
      return cutChecked(
        who,
        network,
        await scoring.scores(who, network, inputs, options),
        options.ratio,
        granularityOf(who, options.granularity),
      );
    const samples = isStream(inputs) ? { batches: inputs } : { inputs };
    return pruneAndSolve(who, network, samples, options, moves, {
      score: ({ network: left, masks }, some, own) =>
        scoring.scores(who, left, some, { ...own, signal: options.signal }, masks),
      batchOn: (problem, chunks) => batchOnWorkers(workerPool, problem, chunks),
    });
  };

  const close = (): Promise<void> => {
    stop.stop(new WorkerError("the pool is closed"));
    return workerPool.close();
  };

  return {
    workers,
    score: (network, inputs, options = {}) =>
      exclusively("pool.score", options, (own) => scoring.scores("pool.score", network, inputs, own)),
    statistics: (network, inputs, options = {}) =>
      exclusively("pool.statistics", options, (own) =>
        scoring.statistics("pool.statistics", network, inputs, own),
      ),
    // Which of the two results it is follows from the options.
    prune: ((network, inputs, options) =>
      exclusively("pool.prune", options, (own) => prune(network, inputs, own))) as Pool["prune"],
    train: (network, samples, options) =>
      exclusively("pool.train", options, (own) =>
        trainByWorkers(workerPool, "pool.train", network, samples, own),
      ),
    distil: (network, dense, inputs, options) =>
      exclusively("pool.distil", options, ({ signal, onProgress, ...own }) => {
        const { samples, options: training } = distillation("pool.distil", dense, inputs, own);
        return trainByWorkers(workerPool, "pool.distil", network, samples, {
          ...training,
          signal,
          onProgress,
        });
      }),
    close,
    [Symbol.asyncDispose]: close,
  };
}
