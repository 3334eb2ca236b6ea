import type { PlacedChunk } from "../streaming/map-reduce.ts";
import type { PassInput, PassResult } from "../streaming/pass.ts";
import type { SentError } from "./errors.ts";

/** What a worker is told. Numbers of jobs and tasks grow. */
export type Request = Begin | Part | { readonly kind: "end" };

/** From here on, parts of this pass are asked for. */
export interface Begin {
  readonly kind: "begin";
  readonly job: number;
  readonly strategy: string;
  readonly step: number;
  readonly input: PassInput;
  readonly before: PassResult;
}

/** A part of a chunk, which is sent along unless it is that of the task before. */
export interface Part {
  readonly kind: "part";
  readonly job: number;
  readonly task: number;
  readonly piece: number;
  readonly chunk: PlacedChunk | undefined;
}

/** What a worker answers. */
export type Reply =
  | { readonly task: number; readonly part: unknown }
  | { readonly task: number; readonly error: SentError };
