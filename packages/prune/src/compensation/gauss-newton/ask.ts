import type { MetricName } from "../../method/metric.ts";
import type { Mask } from "../../method/rank.ts";
import type { LayerScores } from "../../method/score.ts";
import type { Network } from "../../network/network.ts";
import type { Progress } from "../../streaming/progress.ts";

/** What a parameter is. */
export type Movable = "weight" | "bias" | "slope";

/** Parameters that may move together to lower Q = E[D], the mean divergence of a metric. */
export interface Problem {
  /** The network whose parameters move: of a pruned network, the part that its outputs depend on. */
  readonly network: Network;
  /** The inputs that it reads, as numbers of columns of the samples. */
  readonly columns: Uint32Array;
  /** What stays of each weight. A removed weight stays zero. */
  readonly masks: readonly Mask[];
  readonly moves: readonly Movable[];
  readonly metric: MetricName;
  /** How many samples to sum over; all of them where there are fewer. */
  readonly samples: number;
  /** Whether the samples are fresh ones, by default, or those of the batch before. */
  readonly batch?: "fresh" | "same" | undefined;
}

/** Q and its derivative by the coordinates, both means over the batch. */
export interface Gradient {
  readonly divergence: number;
  readonly gradient: Float64Array;
}

/** A batch that was taken. */
export interface Batch {
  /** θ, the coordinates as the network has them. */
  readonly start: Float64Array;
  /** How many samples it has. */
  readonly samples: number;
  /** The network with other coordinates. */
  readonly networkAt: (at: Float64Array) => Network;
}

/**
 * What a computation asks of the samples, and what it is told. Where the samples are, and how many threads look at them, is known
 * only to who answers.
 */
interface Questions {
  /** The scores of what is left of a network. */
  readonly scores: { readonly asks: { readonly network: Network }; readonly answer: readonly LayerScores[] };
  /** Takes a fresh batch, on which the questions below are answered. */
  readonly batch: { readonly asks: { readonly problem: Problem }; readonly answer: Batch };
  /** Q and ∇Q, and linearises there. */
  readonly gradient: { readonly asks: { readonly at: Float64Array }; readonly answer: Gradient };
  /** H v, where the last gradient was taken. */
  readonly product: { readonly asks: { readonly at: Float64Array }; readonly answer: Float64Array };
  /** An estimate of the diagonal of H, where the last gradient was taken. */
  readonly diagonal: { readonly asks: object; readonly answer: Float64Array };
  /** Q alone. */
  readonly divergence: { readonly asks: { readonly at: Float64Array }; readonly answer: number };
}

export type Question = keyof Questions;
export type Ask = { readonly [K in Question]: { readonly ask: K } & Questions[K]["asks"] }[Question];
export type AnswerTo<K extends Question> = Questions[K]["answer"];
export type Answer = AnswerTo<Question>;

/** A computation that asks, and reports its progress. */
export type Asking<T> = Generator<Progress | Ask, T, Answer | undefined>;

/** Asks, and waits for the answer. */
export function* ask<K extends Question>(kind: K, question: Questions[K]["asks"]): Asking<AnswerTo<K>> {
  // The table above says which answer belongs to which question; a generator has one type for all of them.
  return (yield { ask: kind, ...question } as Ask) as AnswerTo<K>;
}

export const isAsk = (step: Progress | Ask): step is Ask => "ask" in step;
