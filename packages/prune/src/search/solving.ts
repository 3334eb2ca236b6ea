import { answered, localBatch } from "@espalier/compensation/internal";
import type { Movable, LocalSource } from "@espalier/compensation/internal";
import type { MetricName, Network, Work } from "@espalier/network";
import type { Nested, Tensor } from "@espalier/tensor";
import { scoringFor } from "./scoring.ts";
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
  const { take, pick } = samplerInMemory(who, network, inputs, options);
  const { metric, scored, scoreOptions, chunksFor } = needsOf(who, network, options);
  const samplesFor = samplesOf(pick);
  return {
    metric,
    source: {
      scores({ network: left, masks }) {
        const { inputs: X, targets } = take(scored);
        return scoringFor(who, left, X, scoreOptions(targets), masks);
      },
      batch: (problem) => localBatch(problem, chunksFor(samplesFor(problem), problem)),
    },
  };
}
