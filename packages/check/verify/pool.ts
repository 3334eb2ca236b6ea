import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** Runs tasks on all processors, by a script that answers each message with a result. The results come back in the order of the tasks. */
export async function inWorkers<Result>(
  script: URL,
  tasks: readonly object[],
  onDone: (done: number, at: number, result: Result) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  let [next, done] = [0, 0];
  const run = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script);
      let at = next;
      const hand = (): void => {
        at = next++;
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        if (at < tasks.length) worker.postMessage(tasks[at]);
        else void worker.terminate().then(() => resolve(), reject);
      };
      worker.on("error", reject);
      worker.on("message", (result: Result) => {
        results[at] = result;
        onDone(++done, at, result);
        hand();
      });
      hand();
    });
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, run));
  return results;
}
