import { parentPort } from "node:worker_threads";
import { verdictOf } from "./run.ts";

/** What a worker is asked: the function of this kind at this place. */
export interface Task {
  readonly kind: string;
  readonly at: number;
  readonly points: number;
  readonly seed: number;
}

parentPort?.on("message", ({ kind, at, points, seed }: Task) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(verdictOf(kind, at, points, seed));
});
