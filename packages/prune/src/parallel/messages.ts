import type { Problem, NumberedChunk, Sum } from "@espalier/compensation/internal";
import type { LossName, Network, Samples } from "@espalier/network";
import type { PassInput, PassResult } from "@espalier/scores";
import type { PlacedChunk } from "@espalier/scores/internal";
import type { KnownPasses } from "@espalier/structured/internal";
import type { Data } from "@espalier/tensor";
import type { SentError } from "./errors.ts";

/** A message to a worker. The numbers of jobs and tasks increase. */
export type Request =
  | Begin
  | Part
  | PlaceChunks
  | AskSums
  | BeginTraining
  | AskGradient
  | { readonly kind: "end" };

/** The tasks that follow are parts of this pass. */
export interface Begin {
  readonly kind: "begin";
  readonly job: number;
  /** The name of a strategy, or passes for units. */
  readonly strategy: string | KnownPasses;
  readonly step: number;
  readonly input: PassInput;
  readonly before: PassResult;
}

/** A part of a chunk; the chunk is sent unless it is that of the task before. */
export interface Part {
  readonly kind: "part";
  readonly job: number;
  readonly task: number;
  readonly piece: number;
  readonly chunk: PlacedChunk | undefined;
}

/** The tasks that follow are sums over these chunks of a batch. */
export interface PlaceChunks {
  readonly kind: "place";
  readonly job: number;
  readonly problem: Problem;
  readonly chunks: readonly NumberedChunk[];
}

/** A sum over each of the chunks. */
export interface AskSums {
  readonly kind: "sums";
  readonly job: number;
  readonly task: number;
  readonly sum: Sum;
  readonly at: Float64Array | undefined;
}

/** The tasks that follow are gradients of this training. */
export interface BeginTraining {
  readonly kind: "train";
  readonly job: number;
  readonly loss: LossName;
  readonly part: number;
  readonly network: Network;
  readonly samples: Samples;
}

/** The sum of the gradients of some parts of a batch. */
export interface AskGradient {
  readonly kind: "gradient";
  readonly job: number;
  readonly task: number;
  /** The numbers of the samples. */
  readonly rows: Uint32Array;
  /** The number of samples in the batch. */
  readonly batch: number;
  /** The parameters, one after the other. */
  readonly at: Data;
}

/** The gradient of some parts of a batch, all parameters in one array. */
export interface SentGradient {
  readonly loss: number;
  readonly all: Data;
}

/** The answer of a worker. */
export type Reply =
  | { readonly task: number; readonly part: unknown }
  | { readonly task: number; readonly error: SentError };
