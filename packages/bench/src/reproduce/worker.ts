import type { MessagePort } from "node:worker_threads";
import type { Network } from "@espalier/prune";
import { useFastKernels } from "@espalier/tensor";
import { workerData } from "piscina";
import { perform } from "./perform.ts";
import type { Station, Task } from "./task.ts";

await useFastKernels();

/** What runs in a worker thread: a task, at the station of its experiment. */
export function work({
  task,
  port,
}: {
  readonly task: Task;
  readonly port: MessagePort;
}): Network | undefined {
  const stations = workerData as readonly Station[]; // untyped on its way through the pool; `carryOut` puts it there
  const network = perform(task, stations[task.experiment], (report) => port.postMessage(report));
  port.close();
  return network;
}
