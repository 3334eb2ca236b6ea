import { ValueError } from "@espalier/tensor";
import { gather } from "../streaming/gather.ts";
import type { Source } from "../streaming/gather.ts";
import { checkNetwork } from "../network/network.ts";
import type { Network } from "../network/network.ts";
import type { Gathered } from "../streaming/passes.ts";
import { prepare } from "../prepare.ts";
import type { ScoreOptions } from "../prepare.ts";
import { cut } from "../prune.ts";
import { checkRatio } from "../method/rank.ts";
import type { Batches } from "../streaming/chunks.ts";
import type { LayerStatistics } from "../method/statistics.ts";
import { eliminationCompensation } from "../strategies/elimination-compensation.ts";
import { scoringStrategyOf, strategies } from "../strategies/index.ts";
import type { ScoringStrategy } from "../strategies/strategy.ts";
import { passesOf } from "../stream.ts";
import { createWatch } from "../streaming/watch.ts";
import { run } from "../streaming/progress.ts";
import type { RunOptions } from "../streaming/progress.ts";
import { chunksWithin, defaultBudget } from "./budget.ts";
import { WorkerError } from "./errors.ts";
import { byWorkers, inMemory, streamed } from "./executor.ts";
import { cores, threads } from "./platform.ts";
import type { StartThread } from "./platform.ts";
import type { Pool, PoolInputs, PoolOptions } from "./interface.ts";
import { createStop } from "./stop.ts";
import { createWorkerPool } from "./worker-pool.ts";

/**
 * Threads are started when there is something to do, and do not keep a process alive when there is not.
 *
 * @throws ValueError when the number of workers is not whole and positive, or the budget not a number ≥ 0
 * @throws WorkerError where the platform has no workers
 */
export function createPool(options: PoolOptions = {}): Pool {
  const start = threads();
  if (start === undefined) throw new WorkerError("this platform has no worker threads");
  return createPoolOf(start, options);
}

/** {@link createPool} with threads of another make. */
export function createPoolOf(
  start: StartThread,
  { workers = cores(), budget = defaultBudget }: PoolOptions,
): Pool {
  if (!(Number.isInteger(workers) && workers > 0))
    throw new ValueError("createPool", "a whole number of workers ≥ 1", String(workers));
  if (!(budget >= 0)) throw new ValueError("createPool", "a budget of bytes ≥ 0", String(budget));
  const workerPool = createWorkerPool(start, workers);
  const stop = createStop();
  let earlier: Promise<unknown> = Promise.resolve();

  /** What the passes of a strategy find, when the computations before are over. */
  const gathered = (
    strategy: ScoringStrategy,
    network: Network,
    source: Source,
    { loss, ...given }: ScoreOptions & RunOptions,
  ): Promise<Gathered> => {
    const options = stop.also(given);
    const { steps, bytes } = passesOf(strategy);
    const depth = { chunks: chunksWithin(budget, network, workers, bytes?.(network)), parts: 4 * workers };
    const before = earlier;
    const watch = createWatch(options);
    const job = watch
      .during(() => before)
      .finally(watch.stop)
      .then(() =>
        gather(steps, { network, loss }, source, byWorkers(workerPool, strategy.name, depth), options),
      );
    earlier = Promise.allSettled([before, job]);
    return job;
  };

  const score: Pool["score"] = async (network, inputs, options = {}) => {
    const strategy = scoringStrategyOf("prune", options.strategy);
    const given = { network, loss: options.loss };
    if (isStream(inputs)) {
      checkNetwork("prune", network);
      const passes = passesOf(strategy);
      return passes.finish(
        given,
        await gathered(strategy, network, streamed(network, strategy, inputs), options),
      );
    }
    const { calibration } = prepare(network, inputs, options, "by chunk");
    const { passes } = strategy;
    // A worker knows strategies by their names.
    if (passes === undefined || !strategies.includes(strategy))
      return run(strategy.score(network, calibration), stop.also(options));
    const source = inMemory(network, strategy, calibration);
    return passes.finish(given, await gathered(strategy, network, source, options));
  };

  const close = (): Promise<void> => {
    stop.stop(new WorkerError("the pool is closed"));
    return workerPool.close();
  };

  return {
    workers,
    score,
    async statistics(network, inputs, options = {}) {
      const strategy = eliminationCompensation;
      checkNetwork("prune", network);
      const source = isStream(inputs)
        ? streamed(network, strategy, inputs)
        : inMemory(network, strategy, prepare(network, inputs, {}, "by chunk").calibration);
      const { total } = await gathered(strategy, network, source, options);
      return total as LayerStatistics[]; // what its one pass is about
    },
    async prune(network, inputs, options) {
      checkRatio("prune", options.ratio);
      return cut(network, await score(network, inputs, options), options.ratio);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const isStream = (inputs: PoolInputs): inputs is Batches =>
  typeof inputs === "object" &&
  !Array.isArray(inputs) &&
  (Symbol.asyncIterator in inputs || Symbol.iterator in inputs);
