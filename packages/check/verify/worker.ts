import { parentPort } from "node:worker_threads";
import { subjects } from "./subjects.ts";
import { verify } from "./verify.ts";

/** What a worker is asked: the subject with this number. */
export interface Task {
  readonly subject: number;
  readonly draws: number;
}

parentPort?.on("message", ({ subject, draws }: Task) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(verify(subjects[subject], draws));
});
