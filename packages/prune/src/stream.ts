import type { Batches } from "@espalier/compensation";
import {
  localBatch,
  compensationOf,
  hasMovesOf,
  withMoves,
  streamSource,
} from "@espalier/compensation/internal";
import { checkNetwork, run as follow } from "@espalier/network";
import type { LossName, Network, RunOptions } from "@espalier/network";
import { checkLoss, checkOptions } from "@espalier/network/internal";
import { strategies } from "@espalier/scores";
import type { Pruned, LayerScores, LayerStatistics, ChunkwiseStrategy, Strategy } from "@espalier/scores";
import {
  granularityOf,
  cutChecked,
  statisticsPass,
  checkRatio,
  scoringStrategyOf,
  localExecutor,
  mapReduce,
  reduceInMemory,
} from "@espalier/scores/internal";
import { ValueError } from "@espalier/tensor";
import type { PruneOptions } from "./prune.ts";
import { isOfUnits } from "./structured/options.ts";
import type { PrunedUnits, PruneUnitsOptions } from "./structured/options.ts";
import { pruneUnitsElsewhere } from "./structured/units-elsewhere.ts";
import { moved } from "./search/options.ts";
import { pruneAndSolve } from "./search/solving-elsewhere.ts";
import { checkTies, inputOf, judgedBy, scoresFrom } from "./search/calibration.ts";
import { scoringFor } from "./search/scoring.ts";
import { checkProbes } from "./search/probes.ts";
import type { ProbeOptions } from "./search/probes.ts";
import { checkSums, checkSumsOf } from "./search/sums.ts";
import type { SumsOptions } from "./search/sums.ts";
import type { ScoreOptions } from "./search/scoring.ts";

/** Options of scores from a stream. */
export interface StreamOptions extends RunOptions, ProbeOptions, SumsOptions {
  /** One that goes through the samples a chunk at a time; `elimination-compensation` by default. */
  readonly strategy?: string | Strategy | undefined;
  /** The loss of the targets; only for a strategy that needs them. */
  readonly loss?: LossName | undefined;
  /** As in `scoring`. */
  readonly metric?: ScoreOptions["metric"];
  /** As in `scoring`; one that is not the strategy's own reads the stream once more. */
  readonly compensation?: ScoreOptions["compensation"];
  /** As in `scoring`. */
  readonly memory?: ScoreOptions["memory"];
}

/**
 * The scores of every weight, from samples that come in batches: the same bits as from one tensor, for any sizes of the batches. It holds only the
 * current batch and one chunk of 1024 samples.
 *
 *     const scores = await scoreStream(network, batches, { signal });
 *     const { network: smaller } = cut(network, scores, 0.8);
 *
 * The strategy `nonlinear` goes through them twice, so `batches` must allow a second iteration.
 *
 * @param batches tensors [n, d_0] of any n, or `{ inputs, targets }` for a strategy that needs targets
 * @throws ShapeError, ValueError as `scoring` does, naming the sample by its number in the stream; ValueError also for a
 * strategy that needs all samples at once, and what `batches` throws
 */
export async function scoreStream(
  network: Network,
  batches: Batches,
  options: StreamOptions = {},
): Promise<LayerScores[]> {
  return scoreStreamFor("scoreStream", network, batches, options);
}

/** {@link scoreStream} for a function that errors name. */
async function scoreStreamFor(
  who: string,
  network: Network,
  batches: Batches,
  options: StreamOptions,
): Promise<LayerScores[]> {
  checkOptions(who, options, '{ strategy: "nonlinear" }');
  const { strategy, loss, metric, compensation, memory, probes, sums, random, ...run } = options;
  checkNetwork(who, network);
  checkLoss(who, loss);
  const chosen = chunkwiseStrategyOf(who, strategy);
  const wanted = compensationOf(who, compensation);
  checkProbes(who, probes, [chosen, wanted?.scores], strategies);
  checkSums(who, sums, [chosen, wanted?.scores], strategies);
  // The scores of a compensation that is not the strategy's own go through the stream once more.
  const isRead = wanted?.scores !== undefined && !hasMovesOf(chosen, wanted);
  const scoresBy = async (by: ChunkwiseStrategy): Promise<LayerScores[]> => {
    checkTies(who, network, by);
    const given = judgedBy(by, network, metric);
    const input = inputOf(who, by, given, { loss, metric, memory, probes, sums, random });
    const source = streamSource(
      { who, network, strategy: by, isRepeated: isRead || by.passes.length > 1 },
      batches,
    );
    return scoresFrom(by, input, await mapReduce(by.passes, input, source, localExecutor, run));
  };
  const scores = await scoresBy(chosen);
  if (wanted === undefined || hasMovesOf(chosen, wanted)) return scores;
  return withMoves(scores, wanted.scores && (await scoresBy(wanted.scores)));
}

/**
 * As `prune`, from samples that come in batches. In stages, each stage and each step of the solver reads on where the last one ended,
 * and from the start when the stream ends; so `batches` must allow a second iteration.
 *
 *     const { network: tiny } = await pruneStream(network, batches, { ratio: 0.95, compensation: "network" });
 *
 * @param batches tensors [n, d_0] of any n, or `{ inputs, targets }` where targets are needed
 * @throws ShapeError, ValueError as `prune` and {@link scoreStream} do; the reason of the signal, once it is aborted
 */
export function pruneStream(
  network: Network,
  batches: Batches,
  options: PruneOptions & RunOptions,
): Promise<Pruned>;
export function pruneStream(
  network: Network,
  batches: Batches,
  options: PruneUnitsOptions & RunOptions,
): Promise<PrunedUnits>;
export async function pruneStream(
  network: Network,
  batches: Batches,
  options: (PruneOptions | PruneUnitsOptions) & RunOptions,
): Promise<Pruned | PrunedUnits> {
  const who = "pruneStream";
  checkOptions(who, options, "{ ratio: 0.8 }");
  if (isOfUnits<PruneUnitsOptions & RunOptions>(options))
    return pruneUnitsElsewhere(who, network, { batches }, options, {
      reduce: ({ passes, input }, samples) =>
        "open" in samples
          ? mapReduce(passes, input, samples, localExecutor, { signal: options.signal })
          : follow(reduceInMemory(passes, input, samples), { signal: options.signal }),
      batchOn: localBatch,
    });
  const { ratio, steps } = options;
  checkRatio(who, ratio);
  const moves = moved(who, compensationOf(who, options.compensation), options);
  if (moves.length === 0 && steps === undefined)
    return cutChecked(
      who,
      network,
      await scoreStreamFor(who, network, batches, options),
      ratio,
      granularityOf(who, options.granularity),
    );
  return pruneAndSolve(who, network, { batches }, options, moves, {
    score: ({ network: left, masks }, inputs, own) =>
      follow(scoringFor(who, left, inputs, own, masks), { signal: options.signal }),
    batchOn: localBatch,
  });
}

/**
 * The statistics of samples that come in batches, as {@link scoreStream} computes them.
 *
 * @throws ShapeError, ValueError when the network or a batch is not valid
 */
export async function statisticsStream(
  network: Network,
  batches: Batches,
  options: RunOptions & SumsOptions = {},
): Promise<LayerStatistics[]> {
  const who = "statisticsStream";
  checkOptions(who, options, "{ signal }");
  const { sums, ...run } = options;
  checkNetwork(who, network);
  checkSumsOf(who, network, sums);
  const passes = [statisticsPass];
  const source = streamSource({ who, network, strategy: { name: who, passes } }, batches);
  const { total } = await mapReduce(passes, { who, network, sums }, source, localExecutor, run);
  return total as LayerStatistics[]; // of this one pass
}

/**
 * A strategy for a stream, by its name or as a value.
 *
 * @throws ValueError when it scores no weights, or needs all samples at once
 */
export function chunkwiseStrategyOf(who: string, strategy: string | Strategy | undefined): ChunkwiseStrategy {
  const chosen = scoringStrategyOf(who, strategy);
  if (chosen.passes === undefined)
    throw new ValueError(who, "a strategy that goes through a stream of samples", chosen.name);
  return chosen;
}
