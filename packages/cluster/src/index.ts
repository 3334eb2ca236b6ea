export { cancel, runStatistics } from "./run.ts";
export type { RunOptions } from "./run.ts";
export { startWorker } from "./worker.ts";
export type { ClusterWorker, ClusterWorkerOptions } from "./worker.ts";
export type { QueueOptions } from "./queue.ts";
