import { workerData } from "piscina";
import { inWorker } from "./in-worker.ts";
import { ownStrategies } from "./own.ts";
import { perform } from "./perform.ts";
import type { Report, Shared, Task } from "./task.ts";

const own = await ownStrategies((workerData as Shared).modules); // given by `runPlans`
const withOwn = (task: Task, shared: Shared, report: (report: Report) => void): ReturnType<typeof perform> =>
  perform(task, shared, report, own);

/** What runs in a worker thread: a task, on the data set that all of them share. */
export const work: Awaited<ReturnType<typeof inWorker<Task>>> = await inWorker(withOwn);
