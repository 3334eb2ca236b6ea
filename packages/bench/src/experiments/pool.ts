import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import type { Network } from "@espalier/prune";
import { Piscina } from "piscina";
import type { TaskReport } from "./perform.ts";
import type { Task } from "./unit.ts";
import type { WorkerInput } from "./worker.ts";

/** Workers that do tasks, and report while they do. */
export interface Pool {
  readonly workers: number;
  /** Ends when all reports of the task have arrived, with the network that it trained for others. */
  readonly run: (task: Task, onReport: (report: TaskReport) => void) => Promise<Network | undefined>;
  readonly close: () => Promise<void>;
}

export type CreatePool = (workers: number, given: WorkerInput, signal: AbortSignal) => Pool;

/** Worker threads. */
export const createPool: CreatePool = (workers, given, signal) => {
  const pool = new Piscina({
    filename: new URL("worker.ts", import.meta.url).href,
    name: "work",
    minThreads: workers,
    maxThreads: workers,
    workerData: given,
    // A worker that waits for its next task by Atomics cannot close the port of the last one.
    atomics: "disabled",
  });
  return {
    workers,
    async run(task, onReport) {
      const { port1, port2 } = new MessageChannel();
      const lastReport = once(port1, "close");
      port1.on("message", onReport);
      try {
        const result: unknown = await pool.run({ task, port: port2 }, { transferList: [port2], signal });
        await lastReport;
        return result as Network | undefined; // untyped on its way through the pool; `work` returns it
      } finally {
        port1.close();
      }
    },
    close: () => pool.destroy(),
  };
};
