import type { Tensor } from "@espalier/tensor";
import type { LayerScores } from "../../method/score.ts";
import type { Network } from "../../network/network.ts";
import type { Progress, Work } from "../../streaming/progress.ts";
import { isAsk } from "./ask.ts";
import type { Answer, Ask, Asking } from "./ask.ts";
import { localBatch } from "./local-batch.ts";
import type { LocalBatch } from "./local-batch.ts";
import { chunksOf } from "./samples.ts";

/** Samples that batches are drawn from. */
export interface Source {
  /** X [n, d_0] */
  readonly inputs: Tensor;
  /** y⁰ [n, M], what the outputs are compared with. */
  readonly reference: Tensor;
  /** The numbers of the rows of the next batch. */
  readonly deal: (count: number) => Uint32Array;
  /** The scores of what is left of a network. */
  readonly scores: (network: Network) => Work<readonly LayerScores[]>;
}

/** Answers what a computation asks on this thread, from samples in memory. After each answer, others may have their turn. */
export function* answered<T>(asking: Asking<T>, source: Source): Work<T> {
  let batch: LocalBatch | undefined;
  let progress: Progress = { stage: "prune", done: 0, total: 1 };

  function* answer(question: Ask): Work<Answer> {
    if (question.ask === "scores") return yield* source.scores(question.network);
    if (question.ask === "batch") {
      batch?.release();
      const { problem } = question;
      const rows = source.deal(problem.samples);
      return (batch = localBatch(problem, chunksOf(source, rows, problem.columns)));
    }
    if (batch === undefined) throw new Error("a question about a batch before there is one");
    return question.ask === "diagonal" ? batch.diagonal() : batch[question.ask](question.at);
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
