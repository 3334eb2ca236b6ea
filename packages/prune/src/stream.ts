import { ValueError } from "@espalier/tensor";
import { statisticsPass } from "./method/passes.ts";
import type { LayerScores } from "./method/score.ts";
import type { LayerStatistics } from "./method/statistics.ts";
import type { LossName } from "./network/loss.ts";
import { checkNetwork } from "./network/network.ts";
import type { Network } from "./network/network.ts";
import { scoringStrategyOf } from "./strategies/index.ts";
import { scoresFrom } from "./strategies/scoring.ts";
import type { ChunkwiseStrategy, Strategy } from "./strategies/strategy.ts";
import type { Batches } from "./streaming/chunks.ts";
import { localExecutor } from "./streaming/local-executor.ts";
import { mapReduce } from "./streaming/map-reduce.ts";
import type { RunOptions } from "./streaming/progress.ts";
import { streamSource } from "./streaming/stream-source.ts";

/** Options of scores from a stream. */
export interface StreamOptions extends RunOptions {
  /** One that goes through the samples a chunk at a time; `elimination-compensation` by default. */
  readonly strategy?: string | Strategy | undefined;
  /** The loss of the targets; only for a strategy that needs them. */
  readonly loss?: LossName | undefined;
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
  { strategy, loss, ...run }: StreamOptions = {},
): Promise<LayerScores[]> {
  const who = "scoreStream";
  checkNetwork(who, network);
  const chosen = chunkwiseStrategyOf(who, strategy);
  const needsTargets = chosen.needsTargets === true ? chosen.name : undefined;
  const input = { who, network, loss };
  const source = streamSource({ who, network, needsTargets }, batches);
  return scoresFrom(chosen, input, await mapReduce(chosen.passes, input, source, localExecutor, run));
}

/**
 * The statistics of samples that come in batches, as {@link scoreStream} computes them.
 *
 * @throws ShapeError, ValueError when the network or a batch is not valid
 */
export async function statisticsStream(
  network: Network,
  batches: Batches,
  run: RunOptions = {},
): Promise<LayerStatistics[]> {
  const who = "statisticsStream";
  checkNetwork(who, network);
  const source = streamSource({ who, network, needsTargets: undefined }, batches);
  const { total } = await mapReduce([statisticsPass], { who, network }, source, localExecutor, run);
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
