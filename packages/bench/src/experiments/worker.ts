import type { MessagePort } from "node:worker_threads";
import type { Network } from "@espalier/prune";
import { useFastKernels } from "@espalier/tensor";
import { workerData } from "piscina";
import type { DataSet } from "@espalier/data";
import { dataKey } from "./data.ts";
import { ownStrategies } from "./own-strategies.ts";
import { perform } from "./perform.ts";
import type { Task } from "./unit.ts";

// What runs in a worker thread.

/** What every worker is given once. */
export interface WorkerInput {
  /** The data sets, in memory that threads share, by {@link dataKey}. */
  readonly data: ReadonlyMap<string, DataSet>;
  /** Modules with strategies of the user's own, as file URLs. */
  readonly modules: readonly string[];
}

const given = workerData as WorkerInput; // from `createPool`
await useFastKernels();
const own = await ownStrategies(given.modules);

/** Does a task, and reports through the port until it is done. */
export function work({
  task,
  port,
}: {
  readonly task: Task;
  readonly port: MessagePort;
}): Network | undefined {
  const data = given.data.get(dataKey(task.experiment.recipe));
  if (data === undefined) throw new Error(`no data for ${task.experiment.name}`);
  const network = perform(task, { data, own }, (report) => port.postMessage(report));
  port.close();
  return network;
}
