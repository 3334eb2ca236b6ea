import type { Compensation, Batches } from "@espalier/compensation";
import { compensationOf, withMoves, streamSource } from "@espalier/compensation/internal";
import { checkNetwork, CHUNK, addNode, spanOf } from "@espalier/network";
import type { Network, RunOptions, SpanNode } from "@espalier/network";
import { metricOf, checkOptions, judged, show, createWatch, turn, totalOf } from "@espalier/network/internal";
import { strategies } from "@espalier/scores";
import type {
  ChunkwiseStrategy,
  LayerScores,
  LayerStatistics,
  PassResult,
  StatisticsPart,
} from "@espalier/scores";
import {
  fromStatistics,
  statisticsPass,
  addStatistics,
  checkStatistics,
  cloneStatistics,
  checkChunk,
  checkNotLost,
  createPassSum,
} from "@espalier/scores/internal";
import { ShapeError, ValueError } from "@espalier/tensor";
import { checkTies, scoresFrom } from "./search/calibration.ts";
import type { ScoreOptions } from "./search/scoring.ts";
import { checkSums, checkSumsOf } from "./search/sums.ts";
import type { SumsOptions } from "./search/sums.ts";
import { chunkwiseStrategyOf } from "./stream.ts";

/** Options of {@link statisticsParts}. */
export interface PartsOptions extends RunOptions, SumsOptions {
  /** The number of the first sample among all; 0 by default. */
  readonly from?: number | undefined;
  /** As in `scoring`. */
  readonly metric?: ScoreOptions["metric"];
}

/**
 * The statistics of some of all samples, for {@link mergeParts} with those of others. Their bits do not depend on how the samples are split:
 *
 *     const parts = mergeParts(network, [...(await statisticsParts(network, first)), ...(await statisticsParts(network, rest, { from }))]);
 *     const { network: smaller } = cut(network, scoreStatistics(network, totalStatistics(parts)), 0.8);
 *
 * It is one part if `from` is the start of a span, see {@link spanOf}, and the samples are a power of two of spans, or fewer than one.
 *
 * @param batches tensors [n, d_0] of any n, with at least one sample
 * @throws ShapeError, ValueError as `scoreStream` does; ValueError also when `from` is not a multiple of 1024
 */
export async function statisticsParts(
  network: Network,
  batches: Batches,
  options: PartsOptions = {},
): Promise<StatisticsPart[]> {
  const who = "statisticsParts";
  checkOptions(who, options, "{ from: 65536 }");
  const { from = 0, sums, ...run } = options;
  checkNetwork(who, network);
  checkSumsOf(who, network, sums);
  if (!(Number.isSafeInteger(from) && from >= 0 && from % CHUNK === 0))
    throw new ValueError(
      who,
      `from to be a multiple of ${CHUNK}, as samples are summed in chunks`,
      show(from),
    );
  const metric = metricOf(who, options.metric);
  const input = { who, network: judged(network, metric), metric, sums };
  const pass = statisticsPass(input);
  const sum = createPassSum(spanOf(network), pass, from);
  const source = streamSource({ who, network, strategy: { name: who } }, batches);
  const watch = createWatch(run);
  let [isEnded, done] = [false, 0];
  const chunks = source.open(() => isEnded);
  try {
    for (;;) {
      const { done: isDone, value: chunk } = await watch.during(() => chunks.next());
      if (isDone === true) break;
      await watch.during(turn);
      const first = from + done;
      checkChunk(pass, input, chunk, first);
      sum.add(chunk.inputs.shape[0], 0, pass.map({ ...chunk, first })(0));
      chunk.buffers?.forEach(source.giveBack);
      done += chunk.inputs.shape[0];
      watch.report({ stage: "statistics", done, total: Infinity });
    }
    if (done === 0) throw new ShapeError(who, "at least one sample", "none");
    return [...sum.nodes()];
  } finally {
    isEnded = true;
    Promise.resolve(chunks.return?.()).catch(() => {});
    watch.stop();
  }
}

/**
 * Parts of all samples in the order of the samples, merged where both halves are there. Any split of the samples gives the same
 * parts, in any order of `parts`. Samples may be missing.
 *
 * @throws ShapeError when a part is of another network
 * @throws ValueError when two parts have a sample in common
 */
export function mergeParts(network: Network, parts: readonly StatisticsPart[]): StatisticsPart[] {
  const who = "mergeParts";
  checkNetwork(who, network);
  // The type promises a list; a caller in JavaScript does not.
  if (!Array.isArray(parts)) throw new ValueError(who, "a list of parts", show(parts));
  const inOrder = parts.toSorted((a, b) => a.from - b.from);
  const nodes: SpanNode<LayerStatistics[]>[] = [];
  for (const [at, { from, to, total }] of inOrder.entries()) {
    checkStatistics(who, network, total);
    const before = inOrder[at - 1];
    if (before !== undefined && before.to > from)
      throw new ValueError(who, `a part from sample ${before.to} on`, `one from sample ${from} on`);
    addNode(spanOf(network), nodes, { from, to, total: cloneStatistics(total) }, addStatistics);
  }
  return nodes;
}

/**
 * The statistics of all samples of some parts, in the order of the parts.
 *
 * @throws ShapeError when there is no part
 */
export function totalStatistics(parts: readonly StatisticsPart[]): LayerStatistics[] {
  if (!Array.isArray(parts) || parts.length === 0)
    throw new ShapeError("totalStatistics", "at least one part", show(parts));
  for (const each of parts)
    if (!Array.isArray(Object(each).total))
      throw new ValueError("totalStatistics", "parts, as statisticsParts returns them", show(each));
  return totalOf(
    parts.map(({ from, to, total }): SpanNode<LayerStatistics[]> => ({
      from,
      to,
      total: cloneStatistics(total),
    })),
    addStatistics,
  );
}

/**
 * The scores of every weight from the statistics of samples, without the samples: the same bits as from the samples.
 *
 * @param options `strategy` is one that reads statistics, `elimination-compensation` by default; `compensation` is none or bias
 * @throws ShapeError when the statistics are of another network
 * @throws ValueError when the strategy or the compensation needs more than statistics
 */
export function scoreStatistics(
  network: Network,
  statistics: readonly LayerStatistics[],
  options: Pick<ScoreOptions, "strategy" | "compensation"> = {},
): LayerScores[] {
  const who = "scoreStatistics";
  checkOptions(who, options, '{ strategy: "obd" }');
  checkNetwork(who, network);
  checkStatistics(who, network, statistics);
  const strategy = readerOf(who, options.strategy);
  checkTies(who, network, strategy);
  const input = { who, network };
  const result = fromStatistics(strategy.passes, statistics) as PassResult; // of a reader
  const compensation = readingCompensationOf(who, options.compensation);
  const moves = compensation?.scores && fromStatistics(compensation.scores.passes, statistics);
  const scores = scoresFrom(strategy, input, result);
  checkNotLost(who, network, scores, statistics[0].unweighted.mean);
  if (compensation === undefined || compensation.scores === strategy) return scores;
  return withMoves(scores, compensation.scores && moves && scoresFrom(compensation.scores, input, moves));
}

/**
 * A strategy that reads statistics, by its name or as a value.
 *
 * @throws ValueError when it needs more than statistics
 */
export function readerOf(who: string, strategy: ScoreOptions["strategy"]): ChunkwiseStrategy {
  const chosen = chunkwiseStrategyOf(who, strategy);
  if (fromStatistics(chosen.passes, []) !== undefined) return chosen;
  throw new ValueError(who, `a strategy among ${readers().join(", ")}`, chosen.name);
}

/** As {@link readerOf}, a compensation. */
function readingCompensationOf(who: string, name: string | undefined): Compensation | undefined {
  const chosen = compensationOf(who, name);
  const isReader = chosen?.scores === undefined || fromStatistics(chosen.scores.passes, []) !== undefined;
  if (chosen === undefined || (chosen.moves.length === 0 && isReader)) return chosen;
  throw new ValueError(who, "a compensation among none, bias", chosen.name);
}

/** Checks the options of {@link scoreStatistics} before there are statistics. @throws ValueError as it does */
export function checkReads(
  who: string,
  { strategy, compensation, sums }: Pick<ScoreOptions, "strategy" | "compensation" | "sums">,
): void {
  const reader = readerOf(who, strategy);
  checkSums(who, sums, [reader, readingCompensationOf(who, compensation)?.scores], strategies);
}

/** The strategies that read statistics. */
const readers = (): string[] =>
  strategies.flatMap((each) =>
    each.kind === "score" && each.passes !== undefined && fromStatistics(each.passes, []) !== undefined
      ? [each.name]
      : [],
  );
