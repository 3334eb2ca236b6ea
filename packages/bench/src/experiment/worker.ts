import type { MessagePort } from "node:worker_threads";
import type { Network } from "@espalier/prune";
import { useFastKernels } from "@espalier/tensor";
import { workerData } from "piscina";
import { perform } from "./perform.ts";
import type { Shared, Task } from "./task.ts";

await useFastKernels();

/** What runs in a worker thread: a task, on the data set that all of them share. */
export function work({
  task,
  port,
}: {
  readonly task: Task;
  readonly port: MessagePort;
}): Network | undefined {
  // Untyped on its way through the pool; `runPlans` puts it there.
  const network = perform(task, workerData as Shared, (report) => port.postMessage(report));
  port.close();
  return network;
}
