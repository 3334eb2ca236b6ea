import type { Problem, NumberedChunk, Sum } from "@espalier/compensation/internal";
import type { PassInput, PassResult } from "@espalier/scores";
import type { PlacedChunk } from "@espalier/scores/internal";
import type { SentError } from "./errors.ts";

/** A message to a worker. The numbers of jobs and tasks increase. */
export type Request = Begin | Part | PlaceChunks | AskSums | { readonly kind: "end" };

/** The tasks that follow are parts of this pass. */
export interface Begin {
  readonly kind: "begin";
  readonly job: number;
  readonly strategy: string;
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

/** The answer of a worker. */
export type Reply =
  | { readonly task: number; readonly part: unknown }
  | { readonly task: number; readonly error: SentError };
