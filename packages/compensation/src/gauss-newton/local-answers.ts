import type { Progress, Work, Chunk } from "@espalier/network";
import type { LayerScores, PassResult } from "@espalier/scores";
import { isAsk } from "./ask.ts";
import type { Answer, Ask, Asking, LeftNetwork, Problem, Reduction } from "./ask.ts";
import type { LocalBatch } from "./local-batch.ts";

/** The source of batches and scores, on this thread. */
export interface LocalSource {
  /** The scores of the remaining network. */
  readonly scores: (left: LeftNetwork) => Work<readonly LayerScores[]>;
  readonly batch: (problem: Problem) => LocalBatch;
  /** For whole units. */
  readonly units?: {
    readonly samples: (count: number) => Chunk;
    readonly reduce: (reduction: Reduction) => Work<PassResult>;
  };
}

/** Answers the questions of a computation on this thread. Other work may run after each answer. */
export function* answered<T>(asking: Asking<T>, source: LocalSource): Work<T> {
  let batch: LocalBatch | undefined;
  let progress: Progress = { stage: "prune", done: 0, total: 1 };

  function* answer(question: Ask): Work<Answer> {
    if (question.ask === "scores") return yield* source.scores(question);
    if (question.ask === "samples") return source.units?.samples(question.count);
    if (question.ask === "reduce") return source.units && (yield* source.units.reduce(question));
    if (question.ask === "batch") {
      batch?.release();
      return (batch = source.batch(question.problem));
    }
    if (batch === undefined) throw new Error("a question about a batch before there is one");
    return question.ask === "blocks" ? batch.curvature() : batch[question.ask](question.at);
  }

  try {
    let step = asking.next(undefined);
    while (step.done !== true) {
      const told = isAsk(step.value) ? yield* answer(step.value) : undefined;
      if (!isAsk(step.value)) progress = step.value;
      yield progress;
      step = asking.next(told);
    }
    return step.value;
  } finally {
    batch?.release();
  }
}
