import { parentPort } from "node:worker_threads";
import type { Task } from "./pool.ts";
import { subjects } from "./subjects.ts";
import { verify } from "./verify.ts";

parentPort?.on("message", ({ subject, draws }: Task) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(verify(subjects[subject], draws));
});
