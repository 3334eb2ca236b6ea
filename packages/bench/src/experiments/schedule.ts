import type { Network } from "@espalier/prune";
import type { TaskReport } from "./perform.ts";
import type { Pool } from "./pool.ts";
import { isBaseline, keyOf, needsBaseline } from "./unit.ts";
import type { Task } from "./unit.ts";

export interface ScheduleOptions {
  readonly signal: AbortSignal;
  readonly onReport: (report: TaskReport, task: Task) => void;
  /** The network of a baseline that has been trained before. */
  readonly readBaseline: (task: Task) => Promise<Network>;
  /** Keeps a network that has just been trained. */
  readonly keepBaseline: (task: Task, network: Network) => Promise<void>;
}

/**
 * Gives tasks to a pool, in their order as far as baselines allow: a task whose baseline is still in training lets others go
 * first. Closes the pool.
 *
 * @throws the reason of the signal, once it is aborted
 */
export async function schedule(tasks: readonly Task[], pool: Pool, options: ScheduleOptions): Promise<void> {
  const { signal, onReport, readBaseline, keepBaseline } = options;
  const waiting = [...tasks];
  const inTraining = new Set(tasks.filter(isBaseline).map(baselineKey));
  const running = new Set<Promise<void>>();

  const start = async (task: Task): Promise<void> => {
    const sent = needsBaseline(task) ? { ...task, baseline: await readBaseline(task) } : task;
    const network = await pool.run(sent, (report) => onReport(report, task));
    if (network !== undefined) {
      await keepBaseline(task, network);
      inTraining.delete(baselineKey(task));
    }
  };
  try {
    while (waiting.length > 0 || running.size > 0) {
      signal.throwIfAborted();
      const next = waiting.findIndex((task) => !needsBaseline(task) || !inTraining.has(baselineKey(task)));
      if (next >= 0 && running.size < pool.workers) {
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

const baselineKey = ({ experiment, seed }: Task): string => `${keyOf(experiment)} ${seed}`;
