import type { MessagePort } from "node:worker_threads";
import type { Network } from "@espalier/prune";
import { useFastKernels } from "@espalier/tensor";
import { workerData } from "piscina";

/** What a pool hands to a worker. */
interface Order<Task> {
  readonly task: Task;
  readonly port: MessagePort;
}

/**
 * Makes the `work` that a worker module exports: it does a task with what every worker was given once, and reports through
 * the port until it is done.
 */
export async function inWorker<Task>(
  perform: (task: Task, given: never, report: (report: unknown) => void) => Network | undefined,
): Promise<(order: Order<Task>) => Network | undefined> {
  await useFastKernels();
  return ({ task, port }) => {
    // `workerData` is untyped: whoever creates the pool gives it what its `perform` takes.
    const network = perform(task, workerData as never, (report) => port.postMessage(report));
    port.close();
    return network;
  };
}
