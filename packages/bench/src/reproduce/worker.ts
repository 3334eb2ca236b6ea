import { inWorker } from "../experiment/in-worker.ts";
import { perform } from "./perform.ts";
import type { Report, Station, Task } from "./task.ts";

const atStation = (
  task: Task,
  stations: readonly Station[],
  report: (report: Report) => void,
): ReturnType<typeof perform> => perform(task, stations[task.experiment], report);

/** What runs in a worker thread: a task, at the station of its experiment. */
export const work: Awaited<ReturnType<typeof inWorker<Task>>> = await inWorker(atStation);
