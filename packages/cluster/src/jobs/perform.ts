import { InputError } from "@espalier/tensor";
import { openStore } from "../store/open.ts";
import { isThere } from "../store/store.ts";
import type { Store } from "../store/store.ts";
import type { Done, Job, Outcome } from "./job.ts";

/** What a thread of a worker receives for each job. */
export interface ThreadInput {
  /** The job to do. */
  readonly job: Job;
  /** The place of the store. */
  readonly store: string;
  /** What the worker was started with for its threads. */
  readonly given: unknown;
}

/**
 * Does a job, whose result may be there already.
 *
 * @param work puts the result into the store, and returns its bytes
 */
export async function perform(
  { job, store: place }: Pick<ThreadInput, "job" | "store">,
  work: (store: Store) => Promise<number>,
): Promise<Outcome> {
  const start = performance.now();
  const done = (wasThere: boolean, bytes: number): Done => ({
    wasThere,
    seconds: (performance.now() - start) / 1000,
    bytes,
  });
  const store = await storeAt(place);
  if (await isThere(store, job.result)) return done(true, 0);
  try {
    return done(false, await work(store));
  } catch (error) {
    // Another worker may have done it in the meantime, and removed its parts.
    if (await isThere(store, job.result)) return done(true, 0);
    if (error instanceof InputError) return { refused: error.message };
    throw error;
  }
}

const opened = new Map<string, Promise<Store>>();

function storeAt(place: string): Promise<Store> {
  const store = opened.get(place) ?? openStore(place);
  opened.set(place, store);
  store.catch(() => opened.delete(place));
  return store;
}
