import type { RunOptions, Chunk } from "@espalier/network";
import { createWatch } from "@espalier/network/internal";
import type { LayerScores, PassResult } from "@espalier/scores";
import { isAsk } from "./ask.ts";
import type { Answer, Ask, Asking, Gradient, LeftNetwork, Problem, Reduction } from "./ask.ts";
import type { BatchAnswers } from "./local-batch.ts";

/** A batch whose answers are promises, for example from other threads. */
export type RemoteBatch = BatchAnswers<
  Float64Array | Promise<Float64Array>,
  Gradient | Promise<Gradient>,
  number | Promise<number>
>;

/** The source of batches and scores, if not memory and this thread. */
export interface RemoteSource {
  readonly scores: (left: LeftNetwork) => Promise<readonly LayerScores[]>;
  readonly batch: (problem: Problem) => Promise<RemoteBatch>;
  /** For whole units. */
  readonly units?: {
    readonly samples: (count: number) => Promise<Chunk | undefined>;
    readonly reduce: (reduction: Reduction) => Promise<PassResult>;
  };
}

/**
 * Runs a computation that asks questions, and waits for each answer.
 *
 * @throws the reason of the signal, as soon as it is aborted
 */
export async function answeredBy<T>(asking: Asking<T>, source: RemoteSource, run: RunOptions): Promise<T> {
  let batch: RemoteBatch | undefined;
  const watch = createWatch(run);

  const answer = async (question: Ask): Promise<Answer> => {
    if (question.ask === "scores") return source.scores(question);
    if (question.ask === "samples") return source.units?.samples(question.count);
    if (question.ask === "reduce") return source.units?.reduce(question);
    if (question.ask === "batch") {
      batch?.release();
      return (batch = await source.batch(question.problem));
    }
    if (batch === undefined) throw new Error("a question about a batch before there is one");
    return question.ask === "blocks" ? batch.curvature() : batch[question.ask](question.at);
  };

  try {
    let step = asking.next(undefined);
    while (step.done !== true) {
      const { value } = step;
      if (!isAsk(value)) watch.report(value);
      const told = isAsk(value) ? await watch.during(() => answer(value)) : undefined;
      step = asking.next(told);
    }
    return step.value;
  } finally {
    batch?.release();
    watch.stop();
  }
}
