import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Part } from "./verify.ts";

/** What a worker is asked: the subject with this number. */
export interface Task {
  readonly subject: number;
  readonly draws: number;
}

/** Verifies on all processors. The parts come back in the order of the tasks, whoever was first. */
export async function verifyAll(tasks: readonly Task[], onDone: (done: number) => void): Promise<Part[]> {
  const parts: Part[] = [];
  let [next, done] = [0, 0];
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("worker.ts", import.meta.url));
      let at = next;
      const hand = (): void => {
        at = next++;
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        if (at < tasks.length) worker.postMessage(tasks[at]);
        else void worker.terminate().then(() => resolve(), reject);
      };
      worker.on("error", reject);
      worker.on("message", (part: Part) => {
        parts[at] = part;
        onDone(++done);
        hand();
      });
      hand();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work));
  return parts;
}
