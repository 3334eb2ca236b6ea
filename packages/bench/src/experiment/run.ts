import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import type { Network } from "@espalier/prune";
import type { Tensor } from "@espalier/tensor";
import type { DataSet, Samples } from "../data/dataset.ts";
import type { Settings } from "../results.ts";
import type { SeedPlan } from "./plan.ts";
import type { Report, Shared, Task } from "./task.ts";

export interface RunOptions {
  readonly settings: Settings;
  readonly data: DataSet;
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
  const { settings, data, workers, signal, onBaseline } = options;
  const workerData: Shared = {
    settings,
    data: { ...data, train: share(data.train), test: share(data.test) },
  };
  const filename = new URL("worker.ts", import.meta.url).href;
  const pool = new Piscina({
    filename,
    name: "work",
    minThreads: workers,
    maxThreads: workers,
    workerData,
    // A worker that waits for its next task by Atomics cannot close the port of the last one.
    atomics: "disabled",
  });
  const run: Run = (task) => submit(pool, task, options);
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
    await pool.destroy();
  }
}

/** The trained network of a seed, which an earlier run may have left. */
async function trainBaseline({ seed, trained, baseline }: SeedPlan, run: Run): Promise<Network> {
  if (baseline === undefined && trained !== undefined) return trained;
  const network = await run({ kind: "baseline", seed });
  if (network === undefined) throw new Error(`the baseline of seed ${seed} came without a network`);
  return network;
}

/** One task on the pool; ends when all of its reports have arrived. */
async function submit(
  pool: Piscina,
  task: Task,
  { signal, onReport }: RunOptions,
): Promise<Network | undefined> {
  const { port1, port2 } = new MessageChannel();
  const lastReport = once(port1, "close");
  port1.on("message", onReport);
  try {
    const network = await pool.run({ task, port: port2 }, { transferList: [port2], signal });
    await lastReport;
    return network;
  } finally {
    port1.close();
  }
}

/** The same samples in memory that threads share. */
const share = ({ inputs, targets }: Samples): Samples => ({
  inputs: shareTensor(inputs),
  targets: shareTensor(targets),
});

function shareTensor({ shape, data }: Tensor): Tensor {
  const memory = new SharedArrayBuffer(data.byteLength);
  const shared = data instanceof Float32Array ? new Float32Array(memory) : new Float64Array(memory);
  shared.set(data);
  return { shape, data: shared };
}
