import type { MetricName, Mask, Network, Progress, Chunk } from "@espalier/network";
import type { LayerScores, PassInput, PassOf, PassResult } from "@espalier/scores";

/** The kind of a parameter. */
export type Movable = "weight" | "bias" | "slope";

/** Parameters that may change together to lower Q = E[D], the mean divergence of a metric. */
export interface Problem {
  /** The network whose parameters change: the part of a pruned network that its outputs depend on. */
  readonly network: Network;
  /** The columns of the samples that it reads. */
  readonly columns: Uint32Array;
  /** The masks of its weights. A removed weight stays zero. */
  readonly masks: readonly Mask[];
  readonly moves: readonly Movable[];
  readonly metric: MetricName;
  /** The number of samples to sum over; all if there are fewer. */
  readonly samples: number;
  /** The largest number of coordinates of a block, see {@link Batch.blocks}; 1 for the diagonal. */
  readonly block: number;
  /** Whether the samples are new ones, which is the default, or those of the batch before. */
  readonly batch?: "fresh" | "same" | undefined;
}

/** Q and its gradient by the coordinates, both means over the batch. */
export interface Gradient {
  readonly divergence: number;
  readonly gradient: Float64Array;
}

/** Passes over the samples in use. */
export interface Reduction {
  readonly passes: readonly PassOf[];
  /** Plain data by which other threads find them; undefined if they cannot. */
  readonly known: object | undefined;
  readonly input: PassInput;
}

/** The batch in use. */
export interface Batch {
  /** θ, the current coordinates of the network. */
  readonly start: Float64Array;
  /** The numbers of the coordinates that a preconditioner takes together; each coordinate is in one block. */
  readonly blocks: readonly Uint32Array[];
  /** The number of its samples. */
  readonly samples: number;
  /** The network with other coordinates. */
  readonly networkAt: (at: Float64Array) => Network;
}

/** A network, perhaps after earlier stages, with the masks of the weights that are left. */
export interface LeftNetwork {
  readonly network: Network;
  readonly masks?: readonly Mask[] | undefined;
}

/**
 * The questions that a computation asks about the samples, and their answers. Only the part that answers knows where the samples are and
 * how many threads compute.
 */
interface Questions {
  /** The scores of the remaining network. */
  readonly scores: { readonly asks: LeftNetwork; readonly answer: readonly LayerScores[] };
  /** Takes samples for scores, all if there are fewer. The answer is undefined if they are not in memory. */
  readonly samples: { readonly asks: { readonly count: number }; readonly answer: Chunk | undefined };
  /** The result of the last of some passes over these samples. */
  readonly reduce: { readonly asks: Reduction; readonly answer: PassResult };
  /** Takes a batch, to which the questions below refer. */
  readonly batch: { readonly asks: { readonly problem: Problem }; readonly answer: Batch };
  /** Q and ∇Q; the questions below are linearised there. */
  readonly gradient: { readonly asks: { readonly at: Float64Array }; readonly answer: Gradient };
  /** H v, at the point of the last gradient. */
  readonly product: { readonly asks: { readonly at: Float64Array }; readonly answer: Float64Array };
  /** An estimate of H within the blocks of the batch, at the point of the last gradient: block by block, each row by row. */
  readonly blocks: { readonly asks: object; readonly answer: Float64Array };
  /** Q alone. */
  readonly divergence: { readonly asks: { readonly at: Float64Array }; readonly answer: number };
}

export type Question = keyof Questions;
export type Ask = { readonly [K in Question]: { readonly ask: K } & Questions[K]["asks"] }[Question];
export type AnswerTo<K extends Question> = Questions[K]["answer"];
export type Answer = AnswerTo<Question>;

/** A computation that asks questions and reports its progress. */
export type Asking<T> = Generator<Progress | Ask, T, Answer | undefined>;

/** Asks a question and waits for the answer. */
export function* ask<K extends Question>(kind: K, question: Questions[K]["asks"]): Asking<AnswerTo<K>> {
  // The table above says which answer belongs to which question; a generator has one type for all of them.
  return yield { ask: kind, ...question } as Ask;
}

export const isAsk = (step: Progress | Ask): step is Ask => "ask" in step;
