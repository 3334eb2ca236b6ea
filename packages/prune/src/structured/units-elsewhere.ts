import type { Batches } from "@espalier/compensation";
import { answeredBy, streamSource } from "@espalier/compensation/internal";
import type { NumberedChunk, Problem, Reduction, RemoteBatch, Picked } from "@espalier/compensation/internal";
import type { Network, RunOptions, Chunk } from "@espalier/network";
import type { PassResult } from "@espalier/scores";
import type { Source } from "@espalier/scores/internal";
import { unitStrategyOf } from "@espalier/structured/internal";
import { tensor } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import { isTensor } from "../search/calibration.ts";
import { needsOf, samplerInMemory, samplesOf } from "../search/search.ts";
import { checkedStream } from "../search/solving-elsewhere.ts";
import type { StoredSamples } from "../search/solving-elsewhere.ts";
import type { PrunedUnits, PruneUnitsOptions } from "./options.ts";
import { removingUnits } from "./prune-units.ts";
import { forSolving, lazily, unitSampler } from "./unit-samples.ts";

/** How the questions of a removal of units are answered: on this thread, or on others. */
export interface UnitMeans {
  /** Passes over samples in memory, or over a stream. */
  readonly reduce: (reduction: Reduction, samples: Chunk | Source) => Promise<PassResult>;
  readonly batchOn: (problem: Problem, chunks: readonly NumberedChunk[]) => RemoteBatch;
}

/** Samples, checked: for scores and statistics, and for the solver. */
interface StoredUnits {
  /** Some samples in memory, or a stream of all of them. */
  readonly samples: (count: number) => Chunk | Source | Promise<Chunk>;
  readonly pick: (count: number) => Picked | Promise<Picked>;
  readonly close: () => void;
}

/** As `prune` of units, from samples in memory or a stream, answered elsewhere. Without a solver each step goes through the whole stream. */
export async function pruneUnitsElsewhere(
  who: string,
  network: Network,
  samples: StoredSamples,
  options: PruneUnitsOptions & RunOptions,
  { reduce, batchOn }: UnitMeans,
): Promise<PrunedUnits> {
  const asking = removingUnits(who, network, options);
  const stored =
    "inputs" in samples
      ? inMemory(who, network, samples.inputs, options)
      : streamed(who, network, samples.batches, options);
  const solving = forSolving(options);
  const needs = needsOf(who, network, solving);
  const samplesFor = samplesOf(stored.pick);
  let now: Chunk | Source | undefined;
  try {
    return await answeredBy(
      asking,
      {
        scores: () => Promise.reject(new Error("scores of weights, for units")),
        batch: async (problem) => batchOn(problem, needs.chunksFor(await samplesFor(problem), problem)),
        units: {
          async samples(count) {
            now = await stored.samples(count);
            return "open" in now ? undefined : now;
          },
          reduce: (reduction) => {
            if (now === undefined) throw new Error("passes before there are samples");
            return reduce(reduction, now);
          },
        },
      },
      options,
    );
  } finally {
    stored.close();
  }
}

function inMemory(
  who: string,
  network: Network,
  inputs: Tensor | Nested,
  options: PruneUnitsOptions,
): StoredUnits {
  const X = isTensor(inputs) ? inputs : tensor(inputs);
  const { take } = unitSampler(who, network, X, options);
  const solving = lazily(() => samplerInMemory(who, network, X, forSolving(options)));
  return { samples: take, pick: (count) => solving().pick(count), close() {} };
}

/** With a solver, scores and steps read on where the last ones ended; without one, each pass goes through the whole stream. */
function streamed(who: string, network: Network, batches: Batches, options: PruneUnitsOptions): StoredUnits {
  const strategy = unitStrategyOf(who, options.strategy, options.granularity);
  const isRead = strategy.needsTargets === true;
  const reader = {
    name: isRead ? strategy.name : "the objective labels",
    needsTargets: isRead || options.objective === "labels",
  };
  const source = streamSource({ who, network, strategy: reader, isRepeated: true }, batches);
  const { take, close } = checkedStream(who, network, source);
  return { samples: (count) => (count === Infinity ? source : take(count)), pick: take, close };
}
