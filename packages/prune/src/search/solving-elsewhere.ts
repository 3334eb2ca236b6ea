import type { Batches } from "@espalier/compensation";
import { answeredBy, streamSampler, streamSource } from "@espalier/compensation/internal";
import type {
  LeftNetwork,
  Movable,
  Problem,
  RemoteBatch,
  NumberedChunk,
  Picked,
  Sampler,
  StreamSampler,
} from "@espalier/compensation/internal";
import type { Network, RunOptions, Chunk } from "@espalier/network";
import { checkInputs } from "@espalier/network/internal";
import type { LayerScores } from "@espalier/scores";
import { scoringStrategyOf } from "@espalier/scores/internal";
import type { Source } from "@espalier/scores/internal";
import type { Nested, Tensor } from "@espalier/tensor";
import type { ScoreOptions } from "./scoring.ts";
import type { SolveOptions } from "./options.ts";
import { checkCount, samplerInMemory, samplesOf, searchFor } from "./search.ts";
import type { PrunedByStages } from "./stage.ts";

/** Samples in memory, or a stream of them. */
export type StoredSamples = { readonly inputs: Tensor | Nested } | { readonly batches: Batches };

/** How the questions of a search are answered: on this thread, or on others. */
export interface Means {
  readonly score: (left: LeftNetwork, inputs: Tensor, options: ScoreOptions) => Promise<LayerScores[]>;
  readonly batchOn: (problem: Problem, chunks: readonly NumberedChunk[]) => RemoteBatch;
}

/** As `pruningAndSolving`, from samples in memory or a stream, answered elsewhere. */
export async function pruneAndSolve(
  who: string,
  network: Network,
  samples: StoredSamples,
  options: SolveOptions & RunOptions & { readonly ratio: number },
  moves: readonly Movable[],
  { score, batchOn }: Means,
): Promise<PrunedByStages> {
  const { asking, needs } = searchFor(who, network, options, moves);
  const { take, pick, close } = samplerOf(who, network, samples, options);
  const samplesFor = samplesOf(pick);
  const source = {
    async scores(left: LeftNetwork) {
      const { inputs, targets } = await take(needs.scored);
      return score(left, inputs, needs.scoreOptions(targets));
    },
    batch: async (problem: Problem) => batchOn(problem, needs.chunksFor(await samplesFor(problem), problem)),
  };
  try {
    return await answeredBy(asking, source, options);
  } finally {
    close();
  }
}

/** Checked samples, and batches of them that need not be copied. */
interface SomeSamples extends Sampler<Chunk | Promise<Chunk>> {
  readonly pick: (count: number) => Picked | Promise<Picked>;
  readonly close: () => void;
}

function samplerOf(
  who: string,
  network: Network,
  samples: StoredSamples,
  options: SolveOptions,
): SomeSamples {
  if ("inputs" in samples) return { ...samplerInMemory(who, network, samples.inputs, options), close() {} };
  const strategy = scoringStrategyOf(who, options.strategy);
  const name = strategy.needsTargets === true ? strategy.name : "the objective labels";
  const needsTargets = strategy.needsTargets === true || options.objective === "labels";
  const reader = { name, needsTargets };
  const source = streamSource({ who, network, strategy: reader, isRepeated: true }, samples.batches);
  const { take, close } = checkedStream(who, network, source);
  return { take, pick: take, close };
}

/** Samples of a stream for a solver, checked. */
export function checkedStream(who: string, network: Network, source: Source): StreamSampler {
  const { take, close } = streamSampler(who, source);
  return {
    async take(count) {
      const some = await take(count);
      checkInputs(who, network, some.inputs);
      checkCount(who, network, some.inputs.shape[0]);
      return some;
    },
    close,
  };
}
