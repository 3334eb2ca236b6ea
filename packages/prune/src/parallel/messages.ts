import type { PlacedChunk } from "../streaming/map-reduce.ts";
import type { PassInput, PassResult } from "../streaming/pass.ts";
import type { SentError } from "./errors.ts";

/** A message to a worker. The numbers of jobs and tasks increase. */
export type Request = Begin | Part | { readonly kind: "end" };

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

/** The answer of a worker. */
export type Reply =
  | { readonly task: number; readonly part: unknown }
  | { readonly task: number; readonly error: SentError };
