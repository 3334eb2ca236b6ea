import type { Nested, Tensor } from "@espalier/tensor";
import type { Movable } from "../compensation/gauss-newton/ask.ts";
import { answered } from "../compensation/gauss-newton/local-answers.ts";
import type { LocalSource } from "../compensation/gauss-newton/local-answers.ts";
import { localBatch } from "../compensation/gauss-newton/local-batch.ts";
import type { MetricName } from "../method/metric.ts";
import type { Network } from "../network/network.ts";
import { scoringFor } from "../strategies/scoring.ts";
import type { Work } from "../streaming/progress.ts";
import type { SolveOptions } from "./options.ts";
import { needsOf, samplerInMemory, samplesOf, searchFor } from "./search.ts";
import type { PrunedByStages } from "./stage.ts";

/** Prunes in stages from samples in memory, on this thread. */
export function* pruningAndSolving(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: SolveOptions & { readonly ratio: number },
  moves: readonly Movable[],
): Work<PrunedByStages> {
  const { asking } = searchFor(who, network, options, moves);
  return yield* answered(asking, localSourceOf(who, network, inputs, options).source);
}

/** The source of scores and batches for a search on this thread. */
export function localSourceOf(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: SolveOptions,
): { readonly metric: MetricName; readonly source: LocalSource } {
  const { take } = samplerInMemory(who, network, inputs, options);
  const { metric, scored, scoreOptions, chunksFor } = needsOf(who, network, options);
  const samplesFor = samplesOf(take);
  return {
    metric,
    source: {
      scores(left) {
        const { inputs: X, targets } = take(scored);
        return scoringFor(who, left, X, scoreOptions(targets));
      },
      batch: (problem) => localBatch(problem, chunksFor(samplesFor(problem), problem)),
    },
  };
}
