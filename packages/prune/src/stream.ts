import { checkTensor, ShapeError, showShape, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { gather } from "./streaming/gather.ts";
import type { Source } from "./streaming/gather.ts";
import type { LossName, Samples } from "./network/loss.ts";
import { checkNetwork } from "./network/network.ts";
import type { Network } from "./network/network.ts";
import { onThisThread } from "./streaming/local-executor.ts";
import type { Chunk, Passes } from "./streaming/passes.ts";
import { createBuffers, rechunked } from "./streaming/chunks.ts";
import type { Batch, Batches, Buffers } from "./streaming/chunks.ts";
import { checkWidth } from "./network/samples.ts";
import type { LayerScores } from "./method/score.ts";
import type { LayerStatistics } from "./method/statistics.ts";
import { eliminationCompensation } from "./strategies/elimination-compensation.ts";
import { scoringStrategyOf } from "./strategies/index.ts";
import { required } from "./strategies/strategy.ts";
import type { ScoringStrategy, Strategy } from "./strategies/strategy.ts";
import type { RunOptions } from "./streaming/progress.ts";

export interface StreamOptions extends RunOptions {
  /** One that goes through its samples a chunk at a time; `elimination-compensation` unless told otherwise. */
  readonly strategy?: string | Strategy | undefined;
  readonly loss?: LossName | undefined;
}

/**
 * The scores of every weight, from samples that come in batches: the same bits as if they were in one tensor, however they are
 * cut. Of the samples only the batch at hand and one chunk of 1024 are held.
 *
 *     const scores = await scoreStream(network, batches, { signal });
 *     const { network: smaller } = cut(network, scores, 0.8);
 *
 * The strategy `nonlinear` goes through them twice, so `batches` has to be something that can be iterated twice.
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
  checkNetwork("prune", network);
  const chosen = scoringStrategyOf("prune", strategy);
  const passes = passesOf(chosen);
  const given = { network, loss };
  const source = sourceOf(network, chosen, batches);
  return passes.finish(given, await gather(passes.steps, given, source, onThisThread, run));
}

/**
 * The statistics of samples that come in batches, as {@link scoreStream} gathers them.
 *
 * @throws ShapeError, ValueError when the network or a batch are not what they should be
 */
export async function statisticsStream(
  network: Network,
  batches: Batches,
  run: RunOptions = {},
): Promise<LayerStatistics[]> {
  checkNetwork("prune", network);
  const { steps } = passesOf(eliminationCompensation);
  const source = sourceOf(network, eliminationCompensation, batches);
  const { total } = await gather(steps, { network }, source, onThisThread, run);
  return total as LayerStatistics[]; // what its one pass is about
}

/** @throws ValueError for a strategy that needs all samples at once */
export function passesOf({ name, passes }: ScoringStrategy): Passes {
  if (passes === undefined)
    throw new ValueError("prune", "a strategy that goes through a stream of samples", name);
  return passes;
}

/** Batches as chunks. Their shapes are checked as they come, and their numbers where a chunk is worked on. */
export function sourceOf(
  network: Network,
  strategy: ScoringStrategy,
  batches: Batches,
  buffers: Buffers = createBuffers(),
  samples: number = Infinity,
): Source {
  const read = (batch: Batch): Chunk => {
    // Anything may come out of a stream.
    const { inputs, targets } = "inputs" in Object(batch) ? (batch as Samples) : { inputs: batch as Tensor };
    checkWidth("prune", network, inputs);
    if (strategy.needsTargets !== true) return { inputs };
    const wanted = required(strategy.name, "targets", targets);
    checkTensor("prune", "targets", wanted);
    if (wanted.shape[0] !== inputs.shape[0])
      throw new ShapeError("prune", `targets of ${inputs.shape[0]} samples`, showShape(wanted.shape));
    return { inputs, targets: wanted };
  };
  return {
    open: (isEnded) => rechunked(batches, buffers, read, isEnded),
    giveBack: buffers.giveBack,
    samples,
  };
}
