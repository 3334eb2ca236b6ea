import { ValueError } from "@espalier/tensor";
import { FlowProducer, Queue, QueueEvents } from "bullmq";
import type { FlowJob } from "bullmq";
import type { Store } from "../store/store.ts";
import type { Job, LeftJob } from "./job.ts";
import { connectionTo, jobOptions, refusalIn, REFUSED, within } from "./queue.ts";
import type { QueueOptions } from "./queue.ts";

/** How often jobs that were lost are given out again, before their run gives up. */
const MOST_ROUNDS = 20;

/** Gives out jobs to the workers of a queue. */
export interface Giver {
  /**
   * Gives out the jobs that are left, until none is.
   *
   * The store is the truth, and the queue only says who does what: if Redis forgets a job, it is given out again.
   *
   * @param left returns the jobs that are left
   * @throws ValueError when a job refuses its input, or jobs fail again and again; the reason of the signal
   */
  readonly until: (left: () => Promise<readonly LeftJob[]>) => Promise<void>;
  /** Closes the connections to Redis. */
  readonly close: () => Promise<void>;
}

/** Opens the connections of a run to the queue of its jobs. */
export function openGiver(options: QueueOptions, store: Store, signal: AbortSignal): Giver {
  const connection = connectionTo(options);
  const [flows, queue] = [new FlowProducer({ connection }), new Queue<Job>(options.queue, { connection })];
  const events = new QueueEvents(options.queue, { connection });
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => {}); // no round may be waiting
  let last = "";
  const onError = (error: Error): void => {
    if (error.message !== last) options.onTrouble?.(`redis: ${error.message}`);
    last = error.message;
    const refusal = refusalIn(error);
    if (refusal !== undefined) refused.reject(refusal);
  };
  flows.on("error", onError);
  queue.on("error", onError);
  events.on("error", onError);
  const whileAllowed = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([work, refused.promise, aborted(signal)]);
  let wakes = new Set<() => void>();
  const wakeAll = (): void => {
    const before = wakes;
    wakes = new Set();
    for (const wake of before) wake();
  };
  events.on("completed", wakeAll);
  events.on("failed", wakeAll);
  const change = (): Promise<void> =>
    new Promise((wake) => {
      const timer = setTimeout(wake, store.pause);
      wakes.add(() => {
        clearTimeout(timer);
        wake();
      });
    });

  /** Waits until the results of a round are there, or its jobs have failed or are lost, which another round mends. */
  const roundOf = async (
    roots: readonly FlowJob[],
    left: () => Promise<readonly LeftJob[]>,
  ): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      if ((await left()).length === 0) return;
      const open = await store.found(roots.map(({ data }) => (data as Job).result)); // as `flowOf` made them
      const missing = roots.filter(({ data }) => !open.has((data as Job).result));
      const states = await Promise.all(missing.map(({ opts }) => stateOf(queue, opts?.jobId ?? "")));
      if (states.includes("failed")) {
        await checkRefused(queue, roots.flatMap(idsOf));
        return;
      }
      if (states.every((state) => state === "unknown" || state === "completed")) return;
      await change();
    }
  };

  return {
    async until(left) {
      for (let round = 1; ; round++) {
        const jobs = await left();
        if (jobs.length === 0) return;
        if (round > MOST_ROUNDS)
          throw new ValueError("espalier-cluster", `jobs that end within ${MOST_ROUNDS} rounds`, "others");
        const given = `${Date.now().toString(36)}${round}`; // no id is used twice
        const trees = jobs.map((job) => flowOf(job, options.queue, given));
        await whileAllowed(flows.addBulk(trees));
        try {
          await whileAllowed(roundOf(trees, left));
        } catch (error) {
          await takeBack(queue, trees.flatMap(idsOf));
          throw error;
        }
      }
    },
    // A connection that never was cannot be closed.
    close: async () =>
      void (await within(2000, Promise.allSettled([flows.close(), queue.close(), events.close()]))),
  };
}

/** The jobs that are left, in the form of BullMQ: a parent waits for its children. */
const flowOf = ({ job, before }: LeftJob, queueName: string, given: string): FlowJob => ({
  queueName,
  name: job.kind,
  data: job,
  opts: { ...jobOptions, jobId: `${job.result}-${given}` },
  children: before.map((each) => flowOf(each, queueName, given)),
});

const idsOf = ({ opts, children = [] }: FlowJob): string[] => [...children.flatMap(idsOf), opts?.jobId ?? ""];

const stateOf = (queue: Queue<Job>, id: string): Promise<string> =>
  within(5000, queue.getJobState(id)).then((state) => state ?? "waiting");

/** @throws ValueError when one of the jobs refused its input */
async function checkRefused(queue: Queue<Job>, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const job = await queue.getJob(id);
    if (job === undefined || !(await job.isFailed()) || !job.failedReason.startsWith(REFUSED)) continue;
    throw new ValueError("espalier-cluster worker", "valid input", job.failedReason.slice(REFUSED.length));
  }
}

/** Takes back jobs that no worker has begun. Those in progress end, and their parents are gone. */
async function takeBack(queue: Queue<Job>, ids: readonly string[]): Promise<void> {
  for (const id of ids.toReversed())
    await within(2000, queue.remove(id, { removeChildren: false })).catch(() => {});
}

/** Rejects with the reason of a signal, once it is aborted. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
