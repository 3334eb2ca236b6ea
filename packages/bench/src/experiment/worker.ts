import { inWorker } from "./in-worker.ts";
import { perform } from "./perform.ts";
import type { Task } from "./task.ts";

/** What runs in a worker thread: a task, on the data set that all of them share. */
export const work: Awaited<ReturnType<typeof inWorker<Task>>> = await inWorker(perform);
