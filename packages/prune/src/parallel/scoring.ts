import { compensationOf, hasMovesOf, withMoves } from "@espalier/compensation/internal";
import { checkNetwork, run } from "@espalier/network";
import type { Mask, Network, RunOptions } from "@espalier/network";
import { checkLoss, metricOf } from "@espalier/network/internal";
import { strategies } from "@espalier/scores";
import type {
  PassInput,
  PassResult,
  LayerScores,
  LayerStatistics,
  ScoringStrategy,
  ChunkwiseStrategy,
} from "@espalier/scores";
import { mapReduce, eliminationCompensation, scoringStrategyOf } from "@espalier/scores/internal";
import type { Source } from "@espalier/scores/internal";
import { calibrationOf, checkTies, inputOf, judgedBy, scoresFrom } from "../search/calibration.ts";
import { scoringFor } from "../search/scoring.ts";
import type { ScoreOptions } from "../search/scoring.ts";
import { checkProbes } from "../search/probes.ts";
import { checkSums, checkSumsOf } from "../search/sums.ts";
import type { SumsOptions } from "../search/sums.ts";
import { chunkwiseStrategyOf } from "../stream.ts";
import { chunksWithin } from "./budget.ts";
import { byWorkers, inMemory, isStream, streamed } from "./executor.ts";
import type { PoolInputs } from "./interface.ts";
import { isKnown } from "./passes.ts";
import type { WorkerPool } from "./worker-pool.ts";

/** What a pool computes from samples alone. `who` is the function that its user called. */
export interface Scoring {
  readonly scores: (
    who: string,
    network: Network,
    inputs: PoolInputs,
    options: ScoreOptions & RunOptions,
    /** After earlier stages, the weights that are left. */
    masks?: readonly Mask[],
  ) => Promise<LayerScores[]>;
  readonly statistics: (
    who: string,
    network: Network,
    inputs: PoolInputs,
    options: RunOptions & SumsOptions,
  ) => Promise<LayerStatistics[]>;
}

/** Scores and statistics by the workers of a pool. */
export function createScoring(workerPool: WorkerPool, workers: number, budget: number): Scoring {
  /** The result of the passes of a strategy. */
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

  const scores = async (
    who: string,
    network: Network,
    inputs: PoolInputs,
    options: ScoreOptions & RunOptions,
    masks?: readonly Mask[],
  ): Promise<LayerScores[]> => {
    checkLoss(who, options.loss);
    metricOf(who, options.metric);
    const strategy = scoringStrategyOf(who, options.strategy);
    const compensation = compensationOf(who, options.compensation);
    checkProbes(who, options.probes, [strategy, compensation?.scores], strategies);
    checkSums(who, options.sums, [strategy, compensation?.scores], strategies);
    const hasOwn = compensation === undefined || hasMovesOf(strategy, compensation);
    const moves = hasOwn ? undefined : compensation.scores;
    const own = await scoreBy(who, network, inputs, options, moves !== undefined, masks);
    if (hasOwn) return own;
    const others = { ...options, strategy: moves };
    return withMoves(own, moves && (await scoreBy(who, network, inputs, others, true, masks)));
  };

  /** The scores of a strategy, with its own compensation; the inputs may be read again. */
  const scoreBy = async (
    who: string,
    network: Network,
    inputs: PoolInputs,
    options: ScoreOptions & RunOptions,
    isRepeated: boolean,
    masks: readonly Mask[] | undefined,
  ): Promise<LayerScores[]> => {
    const inputFor = (strategy: ScoringStrategy): PassInput =>
      inputOf(who, strategy, judgedBy(strategy, network, options.metric), options, masks);
    if (isStream(inputs)) {
      checkNetwork(who, network);
      const strategy = chunkwiseStrategyOf(who, options.strategy);
      checkTies(who, network, strategy);
      const isRead = isRepeated || strategy.passes.length > 1;
      const source = streamed({ who, network, strategy, isRepeated: isRead }, inputs);
      const input = inputFor(strategy);
      return scoresFrom(strategy, input, await resultOf(strategy, input, source, options));
    }
    const strategy = scoringStrategyOf(who, options.strategy);
    // A worker knows strategies by their names.
    if (strategy.passes === undefined || !isKnown(strategy))
      return run(scoringFor(who, network, inputs, { ...options, compensation: undefined }, masks), options);
    const calibration = calibrationOf(who, strategy, network, inputs, options, "by chunk");
    const source = inMemory({ who, network, strategy }, calibration);
    const input = inputFor(strategy);
    return scoresFrom(strategy, input, await resultOf(strategy, input, source, options));
  };

  const statistics = async (
    who: string,
    network: Network,
    inputs: PoolInputs,
    { sums, ...options }: RunOptions & SumsOptions,
  ): Promise<LayerStatistics[]> => {
    checkNetwork(who, network);
    checkSumsOf(who, network, sums);
    const strategy = chunkwiseStrategyOf(who, eliminationCompensation);
    const checks = { who, network, strategy };
    const source = isStream(inputs)
      ? streamed(checks, inputs)
      : inMemory(checks, calibrationOf(who, strategy, network, inputs, {}, "by chunk"));
    const { total } = await resultOf(strategy, { who, network, sums }, source, options);
    return total as LayerStatistics[]; // of its one pass
  };

  return { scores, statistics };
}
