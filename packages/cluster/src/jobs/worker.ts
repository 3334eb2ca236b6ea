import { availableParallelism } from "node:os";
import { UnrecoverableError, Worker } from "bullmq";
import { Piscina } from "piscina";
import type { Done, Job, Outcome } from "./job.ts";
import { connectionTo, lockOptions, refusalIn, REFUSED, waitBefore, within } from "./queue.ts";
import type { QueueOptions } from "./queue.ts";

/** Options of a worker. */
export interface ClusterWorkerOptions extends QueueOptions {
  /** The folder that all workers and runs share, or the address of an object store. */
  readonly folder: string;
  /** Jobs at once, each in a thread; by default one for each core. */
  readonly threads?: number | undefined;
  /** Called when a job is done or has failed, with a line about it. */
  readonly onLine?: ((line: string) => void) | undefined;
  /**
   * The module of its threads, for jobs of other kinds: its default export takes a {@link ThreadInput} and returns an {@link Outcome}. By default
   * that of the jobs of this package.
   */
  readonly module?: URL | undefined;
  /** Plain data for the module. */
  readonly given?: unknown;
}

/** A worker that does jobs until it is closed. */
export interface ClusterWorker {
  /** Rejects with a ValueError when Redis does not let the worker in, and never resolves. */
  readonly refused: Promise<never>;
  /** Ends when the jobs in progress are done; with `now`, others do them again. */
  readonly close: (now?: boolean) => Promise<void>;
}

/** Starts a worker, which does jobs of the queue until it is closed. @throws ValueError when an address is not one of Redis */
export function startWorker(options: ClusterWorkerOptions): ClusterWorker {
  const {
    queue,
    folder: store,
    threads = availableParallelism(),
    onLine = () => {},
    module = computing,
    given,
  } = options;
  const connection = connectionTo(options);
  const pool = new Piscina({ filename: module.href, minThreads: threads, maxThreads: threads });
  const process = async (job: Job): Promise<Done> => {
    const outcome = (await pool.run({ job, store, given })) as Outcome; // of the module
    if ("refused" in outcome) throw new UnrecoverableError(REFUSED + outcome.refused);
    return outcome;
  };
  const worker = new Worker<Job, Done>(queue, (job) => process(job.data), {
    connection,
    concurrency: threads,
    settings: { backoffStrategy: waitBefore },
    ...lockOptions,
  });
  let wasReady = false;
  worker.on("ready", () => (wasReady = true));
  const refused = Promise.withResolvers<never>();
  refused.promise.catch(() => {}); // the caller may not be waiting
  worker.on("error", (error) => {
    onLine(`redis: ${error.message}`);
    const refusal = refusalIn(error);
    if (refusal !== undefined) refused.reject(refusal);
  });
  worker.on("completed", ({ data }, { wasThere, seconds, bytes }) =>
    onLine(
      `${data.kind} ${data.result}: ${wasThere ? "was there" : `${seconds.toFixed(2)} s, ${bytes} bytes`}`,
    ),
  );
  worker.on("failed", (job, error) =>
    onLine(`${job?.data.kind ?? "job"} ${job?.data.result ?? ""}: ${error.message}`),
  );
  return {
    refused: refused.promise,
    async close(now = false) {
      // A connection that never was cannot be closed, and has no jobs in progress.
      await (wasReady ? worker.close(now) : within(2000, worker.close(true)));
      await pool.destroy();
    },
  };
}

/** The module of the threads, as it is or compiled. */
const computing = new URL(
  import.meta.url.endsWith(".ts") ? "../compute.ts" : "../compute.js",
  import.meta.url,
);
