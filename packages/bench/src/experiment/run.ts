import type { Network } from "@espalier/prune";
import type { DataSet } from "../data/dataset.ts";
import type { Settings } from "../results.ts";
import type { SeedPlan } from "./plan.ts";
import { createPool, shareData } from "./pool.ts";
import type { Report, Shared, Task } from "./task.ts";

export interface RunOptions {
  readonly settings: Settings;
  readonly data: DataSet;
  /** Modules with strategies of the user's own, as file URLs; none unless told otherwise. */
  readonly modules?: readonly string[] | undefined;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onReport: (report: Report) => void;
  /** A network has been trained. */
  readonly onBaseline: (seed: number, network: Network) => void;
}

/** Does a task in some worker; a baseline's result is its network. */
type Run = (task: Task) => Promise<Network | undefined>;

/**
 * Carries plans out over worker threads. Each loss depends on the settings and its seed alone, neither on the number
 * of workers nor on where an earlier run was stopped.
 *
 * @throws the reason of the signal, once it is aborted
 */
export async function runPlans(plans: readonly SeedPlan[], options: RunOptions): Promise<void> {
  const { settings, data, modules = [], workers, signal, onReport, onBaseline } = options;
  const workerData: Shared = { settings, data: shareData(data), modules };
  const worker = new URL("worker.ts", import.meta.url);
  const pool = createPool<Task, Report, Network | undefined>({ worker, workers, workerData, signal });
  const run: Run = (task) => pool.run(task, onReport);
  const runAll = (tasks: readonly Task[]): Promise<unknown> => Promise.all(tasks.map(run));
  try {
    // The pool takes tasks in the order they come: baselines, then what needs them, and last what fills the gaps.
    const baselines = plans.map(async (plan) => {
      const network = await trainBaseline(plan, run);
      if (network !== plan.trained) onBaseline(plan.seed, network);
      return network;
    });
    const strategies = plans.map(async (plan, at) => {
      const baseline = await baselines[at];
      await runAll(plan.strategies.map((task) => ({ ...task, baseline })));
    });
    const fillers = Promise.all(baselines).then(() => runAll(plans.flatMap((plan) => plan.fillers)));
    await Promise.all([...strategies, fillers]);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    await pool.close();
  }
}

/** The trained network of a seed, which an earlier run may have left. */
async function trainBaseline({ seed, trained, baseline }: SeedPlan, run: Run): Promise<Network> {
  if (baseline === undefined && trained !== undefined) return trained;
  const network = await run({ kind: "baseline", seed });
  if (network === undefined) throw new Error(`the baseline of seed ${seed} came without a network`);
  return network;
}
