import { readdir, realpath, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ValueError } from "@espalier/tensor";
import { FlowProducer, Queue } from "bullmq";
import type { FlowJob } from "bullmq";
import type { Io } from "espalier";
import { isAddress, openInputs, openRanges, originOf, readNetwork, sweep } from "espalier/files";
import type { DataOptions, NetworkOptions } from "espalier/files";
import type { Job, MapJob } from "./job.ts";
import { doneOf, leftOf, planOf, stepsOf } from "./plan.ts";
import type { LeftStep, Split, Step } from "./plan.ts";
import { connectionTo, jobOptions } from "./queue.ts";
import type { QueueOptions } from "./queue.ts";
import { pathOf } from "./store.ts";

/** A run: the statistics of all samples of a file, by the workers of a queue. */
export interface RunOptions extends QueueOptions, Partial<Pick<Split, "spans" | "fanIn">> {
  /** The path of the network, which every worker can read. */
  readonly network: string;
  /** What the file of the network does not tell. */
  readonly networkOptions: NetworkOptions;
  /** The path or the address of the samples. */
  readonly data: string;
  /** How the file of the samples is read. */
  readonly dataOptions: DataOptions;
  /** The cost of a change of the outputs: their squared difference, which is the default, or the change of the class probabilities. */
  readonly metric?: "outputs" | "softmax" | undefined;
  /** The folder that all workers and runs share. */
  readonly folder: string;
  /** Abort it to cancel: jobs that no worker has started are taken back. */
  readonly signal: AbortSignal;
  /** Called with the number of samples that are done, and that of all. */
  readonly onProgress?: ((done: number, all: number) => void) | undefined;
}

/** How long to wait between two looks at the shared folder, in milliseconds. */
const LOOK = 250;

/** How often jobs that were lost are given out again, before the run gives up. */
const MOST_ROUNDS = 20;

/**
 * Computes the statistics of all samples, and returns the path of their file: the bytes are those of one process. What was computed before,
 * in a run that was stopped or cancelled, is not computed again.
 *
 * The files in the shared folder are the truth, and the queue only says who does what: if Redis forgets a job, it is given out again.
 *
 * @throws InputError when the network or the samples are not valid; ValueError also when the run is cancelled
 */
export async function runStatistics(options: RunOptions): Promise<string> {
  const { folder, signal, onProgress = () => {} } = options;
  const { root, jobOf, run } = await prepared(options);
  const cancelled = join(folder, `${run}.cancelled`);
  await rm(cancelled, { force: true });
  const connection = connectionTo(options);
  const [flows, queue] = [new FlowProducer({ connection }), new Queue<Job>(options.queue, { connection })];
  flows.on("error", () => {}); // Redis may be away for a while
  queue.on("error", () => {});
  const look = async (): Promise<(step: Step) => boolean> => {
    const names = new Set(await readdir(folder));
    if (names.has(`${run}.cancelled`))
      throw new ValueError("espalier-cluster", `a run that goes on, ${run}`, "one that was cancelled");
    return ({ name }) => names.has(`${name}.stats`);
  };
  const all = root.to - root.from;
  try {
    for (let round = 1; ; round++) {
      const left = leftOf(root, await look());
      if (left === undefined) break;
      if (round > MOST_ROUNDS)
        throw new ValueError("espalier-cluster", `jobs that end within ${MOST_ROUNDS} rounds`, "others");
      const given = Date.now().toString(36); // no id is used twice
      const ids = ({ name }: Step): string => `${name}-${given}`;
      const flow = flowOf(left, options.queue, jobOf, ids);
      await flows.add(flow);
      const jobs = idsOf(flow);
      try {
        await roundOf(
          queue,
          jobs,
          async () => {
            const isThere = await look();
            onProgress(doneOf(root, isThere), all);
            return isThere(root);
          },
          signal,
        );
      } catch (error) {
        await takeBack(queue, jobs);
        throw error;
      }
    }
    onProgress(all, all);
    for (const { name } of stepsOf(root).slice(0, -1)) await rm(pathOf(folder, name), { force: true });
    await sweep(folder);
    return pathOf(folder, root.name);
  } finally {
    await Promise.allSettled([flows.close(), queue.close()]);
  }
}

/** Cancels a run that goes on elsewhere, by its name. */
export const cancel = (folder: string, run: string): Promise<void> =>
  writeFile(join(folder, `${run}.cancelled`), "");

interface Prepared {
  readonly root: Step;
  readonly jobOf: (step: Step) => Job;
  /** The name of the run. */
  readonly run: string;
}

/** The plan of a run, from the files as they are now. */
async function prepared(options: RunOptions): Promise<Prepared> {
  const {
    network: networkPath,
    networkOptions,
    data,
    dataOptions,
    folder,
    spans = 1,
    fanIn = 8,
    signal,
  } = options;
  for (const [name, value] of Object.entries({ spans, "fan-in": fanIn }))
    if (!(Number.isInteger(Math.log2(value)) && value >= (name === "spans" ? 1 : 2)))
      throw new ValueError(`--${name}`, "a power of two", String(value));
  await stat(folder).catch(() => {
    throw new ValueError(folder, "a folder that all workers share", "none");
  });
  const path = await realpath(resolve(networkPath)).catch(() => resolve(networkPath));
  const io = {
    folder: "/",
    stdin: nothing(),
    stdout: process.stdout,
    stderr: process.stderr,
    signal,
  } satisfies Io;
  const { network, head } = await readNetwork(io, path, networkOptions);
  const samplesPath = isAddress(data) ? data : await realpath(resolve(data)).catch(() => resolve(data));
  const inputs = await openInputs(io, samplesPath, network, dataOptions);
  const metric = options.metric ?? (head === undefined ? "outputs" : "softmax");
  const origin = originOf(network, { metric, divide: dataOptions.divide ?? 1 });
  const state = await stateOf(samplesPath);
  const root = planOf(
    { samples: inputs.samples, span: origin.span, spans, fanIn },
    { ...origin, data: samplesPath, state, dataOptions },
  );
  const common: Omit<MapJob, "from" | "to" | "result"> = {
    kind: "map",
    network: path,
    networkOptions,
    data: samplesPath,
    dataOptions,
    metric,
    expected: { network: origin.network, samples: inputs.samples, producer: origin.producer },
  };
  return {
    root,
    run: root.name.split("-").at(-1) ?? root.name,
    jobOf: ({ level, parts, from, to, name }) =>
      level === 0
        ? { ...common, from, to, result: name }
        : {
            kind: "merge",
            parts: parts.map((part) => part.name),
            producer: origin.producer,
            from,
            to,
            result: name,
          },
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** What tells a state of the data from others: samples that have changed are other samples. */
async function stateOf(path: string): Promise<unknown> {
  if (isAddress(path)) return (await openRanges("/", path)).size;
  const { size, mtimeMs } = await stat(path);
  return { size, mtimeMs };
}

/** What is left as BullMQ has it: a parent waits for its children. */
const flowOf = (
  { step, before }: LeftStep,
  queueName: string,
  jobOf: (step: Step) => Job,
  idOf: (step: Step) => string,
): FlowJob => ({
  queueName,
  name: step.level === 0 ? "map" : "merge",
  data: jobOf(step),
  opts: { ...jobOptions, jobId: idOf(step) },
  children: before.map((each) => flowOf(each, queueName, jobOf, idOf)),
});

const idsOf = ({ opts, children = [] }: FlowJob): string[] => [...children.flatMap(idsOf), opts?.jobId ?? ""];

/**
 * Waits until the result of a run is there, or its jobs have failed or are lost, which another round mends.
 *
 * @throws ValueError when a job refused its input; the reason of the signal
 */
async function roundOf(
  queue: Queue<Job>,
  jobs: readonly string[],
  isDone: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  const root = jobs[jobs.length - 1];
  for (;;) {
    signal.throwIfAborted();
    if (await isDone()) return;
    const state = await within(5000, queue.getJobState(root));
    if (state === "unknown" || state === "completed") return;
    if (state === "failed") {
      for (const id of jobs) {
        const job = await queue.getJob(id);
        if (
          job?.data.kind === "map" &&
          (await job.isFailed()) &&
          /expected .*; received /.test(job.failedReason)
        )
          throw new ValueError("espalier-cluster worker", "valid samples", job.failedReason);
      }
      return;
    }
    await new Promise((wake) => setTimeout(wake, LOOK));
  }
}

/** Takes back jobs that no worker has begun. Those in progress end, and their parents are gone. */
async function takeBack(queue: Queue<Job>, jobs: readonly string[]): Promise<void> {
  for (const id of jobs.toReversed())
    await within(2000, queue.remove(id, { removeChildren: false })).catch(() => {});
}

/** An answer of Redis, or undefined when it does not come in time. */
const within = <T>(milliseconds: number, answer: Promise<T>): Promise<T | undefined> =>
  Promise.race([answer, new Promise<undefined>((wake) => setTimeout(wake, milliseconds, undefined).unref())]);
