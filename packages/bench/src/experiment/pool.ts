import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import type { Tensor } from "@espalier/tensor";
import type { DataSet, Samples } from "../data/dataset.ts";

/** Worker threads that do tasks, and report while they do. */
export interface Pool<Task, Report, Result> {
  /** Ends when all reports of the task have arrived. */
  readonly run: (task: Task, onReport: (report: Report) => void) => Promise<Result>;
  readonly close: () => Promise<void>;
}

export interface PoolOptions {
  /** The module of a worker, which exports `work({ task, port })`. */
  readonly worker: URL;
  readonly workers: number;
  /** What every worker is given once. */
  readonly workerData: unknown;
  readonly signal: AbortSignal;
}

/** Starts the workers. Tasks are taken in the order they come. */
export function createPool<Task, Report, Result>(options: PoolOptions): Pool<Task, Report, Result> {
  const { worker, workers, workerData, signal } = options;
  const pool = new Piscina({
    filename: worker.href,
    name: "work",
    minThreads: workers,
    maxThreads: workers,
    workerData,
    // A worker that waits for its next task by Atomics cannot close the port of the last one.
    atomics: "disabled",
  });
  return {
    async run(task, onReport) {
      const { port1, port2 } = new MessageChannel();
      const lastReport = once(port1, "close");
      port1.on("message", onReport);
      try {
        const result: unknown = await pool.run({ task, port: port2 }, { transferList: [port2], signal });
        await lastReport;
        return result as Result; // untyped on its way through the pool; the worker's module returns it
      } finally {
        port1.close();
      }
    },
    close: () => pool.destroy(),
  };
}

/** The same data in memory that threads share. */
export const shareData = (data: DataSet): DataSet => ({
  ...data,
  train: share(data.train),
  test: share(data.test),
});

const share = ({ inputs, targets }: Samples): Samples => ({
  inputs: shareTensor(inputs),
  targets: shareTensor(targets),
});

function shareTensor({ shape, data }: Tensor): Tensor {
  const memory = new SharedArrayBuffer(data.byteLength);
  const shared = data instanceof Float32Array ? new Float32Array(memory) : new Float64Array(memory);
  shared.set(data);
  return { shape, data: shared };
}
