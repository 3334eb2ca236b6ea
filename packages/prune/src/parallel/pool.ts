import { compensationOf, hasMovesOf, withMoves } from "@espalier/compensation/internal";
import { checkNetwork, run } from "@espalier/network";
import type { Network, RunOptions } from "@espalier/network";
import { checkLoss, checkOptions, metricOf, createWatch, distillation } from "@espalier/network/internal";
import { strategies } from "@espalier/scores";
import type {
  Batches,
  PassInput,
  PassResult,
  Pruned,
  LayerScores,
  LayerStatistics,
  ScoringStrategy,
  ChunkwiseStrategy,
} from "@espalier/scores";
import {
  mapReduce,
  granularityOf,
  cutChecked,
  checkRatio,
  eliminationCompensation,
  scoringStrategyOf,
} from "@espalier/scores/internal";
import type { Source } from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import { calibrationOf, checkTies, judgedBy, scoresFrom } from "../search/calibration.ts";
import { scoringFor } from "../search/scoring.ts";
import { checkProbes, probesOf } from "../search/probes.ts";
import type { ScoreOptions } from "../search/scoring.ts";
import type { PruneOptions } from "../prune.ts";
import { isOfUnits } from "../structured/options.ts";
import type { PrunedUnits, PruneUnitsOptions } from "../structured/options.ts";
import { pruneUnitsElsewhere } from "../structured/units-elsewhere.ts";
import { unitsReducer } from "./units.ts";
import { moved } from "../search/options.ts";
import { pruneAndSolve } from "../search/solving-elsewhere.ts";
import { chunkwiseStrategyOf } from "../stream.ts";
import { chunksWithin, defaultBudget } from "./budget.ts";
import { WorkerError } from "./errors.ts";
import { byWorkers, inMemory, streamed } from "./executor.ts";
import { cores, threads } from "./platform.ts";
import type { StartThread } from "./platform.ts";
import type { Pool, PoolInputs, PoolOptions } from "./interface.ts";
import { batchOnWorkers } from "./batch.ts";
import { isKnown } from "./passes.ts";
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

  /** The result of the passes of a strategy, after the computations before. */
  const resultOf = (
    { name, passes, bytes }: ChunkwiseStrategy,
    input: PassInput,
    source: Source,
    options: RunOptions,
  ): Promise<PassResult> => {
    const depth = {
      chunks: chunksWithin(budget, input.network, workers, bytes?.(input)),
      parts: 4 * workers,
    };
    return mapReduce(passes, input, source, byWorkers(workerPool, name, depth), options);
  };

  const scoreFor = async (
    who: string,
    network: Network,
    inputs: PoolInputs,
    options: ScoreOptions & RunOptions,
  ): Promise<LayerScores[]> => {
    checkLoss(who, options.loss);
    metricOf(who, options.metric);
    const strategy = scoringStrategyOf(who, options.strategy);
    const compensation = compensationOf(who, options.compensation);
    checkProbes(who, options.probes, [strategy, compensation?.scores], strategies);
    const scores = await scoreBy(who, network, inputs, options);
    if (compensation === undefined || hasMovesOf(strategy, compensation)) return scores;
    const { scores: moves } = compensation;
    return withMoves(scores, moves && (await scoreBy(who, network, inputs, { ...options, strategy: moves })));
  };

  /** The scores of a strategy, with its own compensation. */
  const scoreBy = async (
    who: string,
    network: Network,
    inputs: PoolInputs,
    options: ScoreOptions & RunOptions,
  ): Promise<LayerScores[]> => {
    const inputOf = (strategy: ScoringStrategy): PassInput => ({
      who,
      network: judgedBy(strategy, who, network, options.metric),
      loss: options.loss,
      metric: metricOf(who, options.metric),
      probes: probesOf(strategy, options),
      memory: options.memory,
    });
    if (isStream(inputs)) {
      checkNetwork(who, network);
      const strategy = chunkwiseStrategyOf(who, options.strategy);
      checkTies(who, network, strategy);
      const source = streamed({ who, network, strategy }, inputs);
      const input = inputOf(strategy);
      return scoresFrom(strategy, input, await resultOf(strategy, input, source, options));
    }
    const strategy = scoringStrategyOf(who, options.strategy);
    // A worker knows strategies by their names.
    if (strategy.passes === undefined || !isKnown(strategy))
      return run(scoringFor(who, network, inputs, { ...options, compensation: undefined }), options);
    const calibration = calibrationOf(who, strategy, network, inputs, options, "by chunk");
    const source = inMemory({ who, network, strategy }, calibration);
    const input = inputOf(strategy);
    return scoresFrom(strategy, input, await resultOf(strategy, input, source, options));
  };

  const statistics = async (
    network: Network,
    inputs: PoolInputs,
    options: RunOptions,
  ): Promise<LayerStatistics[]> => {
    const who = "pool.statistics";
    checkNetwork(who, network);
    const strategy = chunkwiseStrategyOf(who, eliminationCompensation);
    const checks = { who, network, strategy };
    const source = isStream(inputs)
      ? streamed(checks, inputs)
      : inMemory(checks, calibrationOf(who, strategy, network, inputs, {}, "by chunk"));
    const { total } = await resultOf(strategy, { who, network }, source, options);
    return total as LayerStatistics[]; // of its one pass
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
        await scoreFor(who, network, inputs, options),
        options.ratio,
        granularityOf(who, options.granularity),
      );
    const samples = isStream(inputs) ? { batches: inputs } : { inputs };
    return pruneAndSolve(who, network, samples, options, moves, {
      score: (left, some, own) => scoreFor(who, left, some, { ...own, signal: options.signal }),
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
      exclusively("pool.score", options, (own) => scoreFor("pool.score", network, inputs, own)),
    statistics: (network, inputs, options = {}) =>
      exclusively("pool.statistics", options, (own) => statistics(network, inputs, own)),
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

const isStream = (inputs: PoolInputs): inputs is Batches =>
  typeof inputs === "object" &&
  inputs !== null &&
  !Array.isArray(inputs) &&
  (Symbol.asyncIterator in inputs || Symbol.iterator in inputs);
