import type { Network } from "@espalier/prune";
import { createPool } from "../experiment/pool.ts";
import { isBaseline, needsBaseline } from "./task.ts";
import type { Report, Station, Task } from "./task.ts";

export interface CarryOutOptions {
  readonly stations: readonly Station[];
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onReport: (report: Report, task: Task) => void;
  /** The network of a baseline that has been trained before; undefined where there is none. */
  readonly readBaseline: (task: Task) => Promise<Network | undefined>;
  /** Keeps a network that has just been trained. */
  readonly keepBaseline: (task: Task, network: Network) => Promise<void>;
}

/**
 * Does tasks in worker threads, in their order as far as baselines allow: a task that needs one which is not trained yet lets
 * others go first.
 *
 * @throws the reason of the signal, once it is aborted
 */
export async function carryOut(tasks: readonly Task[], options: CarryOutOptions): Promise<void> {
  const { stations, workers, signal, onReport, readBaseline, keepBaseline } = options;
  const worker = new URL("worker.ts", import.meta.url);
  const pool = createPool<Task, Report, Network | undefined>({
    worker,
    workers,
    workerData: stations,
    signal,
  });
  const waiting = [...tasks];
  const inTraining = new Set(tasks.filter(isBaseline).map(baselineKey));
  const running = new Set<Promise<void>>();

  const start = async (task: Task): Promise<void> => {
    const baseline = needsBaseline(task) ? await readBaseline(task) : undefined;
    const network = await pool.run(baseline ? { ...task, baseline } : task, (report) =>
      onReport(report, task),
    );
    if (network !== undefined) {
      await keepBaseline(task, network);
      inTraining.delete(baselineKey(task));
    }
  };
  try {
    while (waiting.length > 0 || running.size > 0) {
      signal.throwIfAborted();
      const next = waiting.findIndex((task) => !needsBaseline(task) || !inTraining.has(baselineKey(task)));
      if (next >= 0 && running.size < workers) {
        const [task] = waiting.splice(next, 1);
        const run: Promise<void> = start(task).finally(() => running.delete(run));
        running.add(run);
      } else await Promise.race(running);
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await pool.close();
    await Promise.allSettled(running);
  }
}

const baselineKey = ({ experiment, seed }: Task): string => `${experiment} ${seed}`;
