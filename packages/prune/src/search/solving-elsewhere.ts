import { seededRandom, tensor } from "@espalier/tensor";
import type { Nested, Tensor } from "@espalier/tensor";
import type { Movable, Problem } from "../compensation/gauss-newton/ask.ts";
import { answeredBy } from "../compensation/gauss-newton/answers.ts";
import type { RemoteBatch } from "../compensation/gauss-newton/answers.ts";
import type { NumberedChunk } from "../compensation/gauss-newton/local-batch.ts";
import type { LayerScores } from "../method/score.ts";
import { checkNetwork } from "../network/network.ts";
import type { Network } from "../network/network.ts";
import { checkInputs } from "../network/samples.ts";
import type { Batches } from "../streaming/chunks.ts";
import type { Chunk } from "../streaming/pass.ts";
import type { RunOptions } from "../streaming/progress.ts";
import { memorySampler, streamSampler } from "../streaming/sampler.ts";
import type { Sampler } from "../streaming/sampler.ts";
import { streamSource } from "../streaming/stream-source.ts";
import { draw, isTensor } from "../strategies/scoring.ts";
import type { ScoreOptions } from "../strategies/scoring.ts";
import { scoringStrategyOf } from "../strategies/index.ts";
import { pruningByStages } from "./by-stages.ts";
import type { PrunedByStages } from "./stage.ts";
import { objectiveOf } from "./objective.ts";
import { checkCount, planOf, scheduleOf, scoreOptionsOf } from "./solving.ts";
import type { SolveOptions } from "./solving.ts";

/** Samples in memory, or a stream of them. */
export type StoredSamples = { readonly inputs: Tensor | Nested } | { readonly batches: Batches };

/** How the questions of a search are answered: on this thread, or on others. */
export interface Means {
  readonly score: (left: Network, inputs: Tensor, options: ScoreOptions) => Promise<LayerScores[]>;
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
  checkNetwork(who, network);
  const plan = planOf(who, options, moves);
  const schedule = scheduleOf(who, network, options, moves);
  const objective = objectiveOf(who, network, options);
  const { take, close } = samplerOf(who, network, samples, options);
  const taken = async (count: number): Promise<Chunk> => {
    const some = await take(count);
    checkInputs(who, network, some.inputs);
    checkCount(who, network, some.inputs.shape[0]);
    return some;
  };
  let last: Chunk | undefined;
  try {
    const asking = pruningByStages(network, schedule, { ...plan, metric: objective.metric });
    return await answeredBy(
      asking,
      {
        async scores(left) {
          const { inputs: X, targets } = await taken(plan.effort.scored);
          return score(left, X, scoreOptionsOf(options, targets));
        },
        async batch(problem) {
          last = problem.batch === "same" && last !== undefined ? last : await taken(problem.samples);
          return batchOn(problem, objective.chunksFor(last, problem));
        },
      },
      options,
    );
  } finally {
    await close();
  }
}

function samplerOf(
  who: string,
  network: Network,
  samples: StoredSamples,
  { targets, random, strategy: name, objective, samples: count }: SolveOptions,
): Sampler<Chunk | Promise<Chunk>> & { readonly close: () => Promise<void> } {
  if ("batches" in samples) {
    const strategy = scoringStrategyOf(who, name);
    const needs = strategy.needsTargets === true ? strategy.name : "the objective labels";
    const needsTargets = strategy.needsTargets === true || objective === "labels";
    const reader = { name: needs, needsTargets };
    return streamSampler(
      who,
      streamSource({ who, network, strategy: reader, isRepeated: true }, samples.batches),
    );
  }
  const X = isTensor(samples.inputs) ? samples.inputs : tensor(samples.inputs);
  checkInputs(who, network, X);
  return {
    ...memorySampler(draw(who, X, targets, { samples: count, random }), random ?? seededRandom(1)),
    close: () => Promise.resolve(),
  };
}
