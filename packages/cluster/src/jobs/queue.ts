import { ValueError } from "@espalier/tensor";
import type { ConnectionOptions, JobsOptions, WorkerOptions } from "bullmq";

/** Where Redis is, and under which name the jobs are. */
export interface QueueOptions {
  /** redis://[user:password@]host:port[/db] */
  readonly redis: string;
  /** The name of the queue; workers and runs of other queues do not see each other. */
  readonly queue: string;
  /** Called when Redis cannot be reached, or answers with an error, with a line about it. */
  readonly onTrouble?: ((line: string) => void) | undefined;
}

/**
 * A connection that waits for Redis however long it is gone.
 *
 * @throws ValueError when an address is not one of Redis
 */
export function connectionTo({ redis }: QueueOptions): ConnectionOptions {
  if (!URL.canParse(redis) || !/^rediss?:$/.test(new URL(redis).protocol))
    throw new ValueError("--redis", "an address such as redis://127.0.0.1:6379", redis);
  return {
    url: redis,
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => Math.min(100 * times, 1000),
  };
}

/** How Redis begins when it does not let a client in. */
const REFUSALS = /^(NOAUTH|WRONGPASS|NOPERM|ERR AUTH|ERR Client sent AUTH)/;

/** What a client that Redis does not let in is told; undefined for other errors, as Redis may be away for a while. */
export const refusalIn = ({ message }: Error): ValueError | undefined =>
  REFUSALS.test(message) ? new ValueError("--redis", "an address that Redis lets in", message) : undefined;

/**
 * A worker that stops is noticed after two seconds, and its job is given to another one. Computing in threads of its own, the main thread of
 * a worker is always free to renew its locks. A job may be lost so often before it counts as failed.
 */
export const lockOptions: Pick<WorkerOptions, "lockDuration" | "stalledInterval" | "maxStalledCount"> = {
  lockDuration: 2000,
  stalledInterval: 1000,
  maxStalledCount: 5,
};

/** A job that fails, as on a full disk, is tried again after a while. Bad input fails at once, see `worker.ts`. */
export const jobOptions: JobsOptions = {
  attempts: 30,
  backoff: { type: "custom" },
  failParentOnFailure: true,
  removeOnComplete: { age: 3600 },
  removeOnFail: { age: 24 * 3600 },
};

/** Milliseconds before the next attempt: 250, then twice as many each time, up to 8 seconds. */
export const waitBefore = (attempt: number): number => Math.min(8000, 125 * 2 ** attempt);

/** How the reason of a job begins that refused its input, which no further attempt can mend. */
export const REFUSED = "refused: ";

/** An answer of Redis, or undefined when it does not come in time. */
export const within = <T>(milliseconds: number, answer: Promise<T>): Promise<T | undefined> =>
  Promise.race([answer, new Promise<undefined>((wake) => setTimeout(wake, milliseconds, undefined).unref())]);
