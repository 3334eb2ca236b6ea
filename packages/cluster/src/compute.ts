import { useFastKernels } from "@espalier/tensor";
import type { Job, Outcome } from "./jobs/job.ts";
import { perform } from "./jobs/perform.ts";
import type { ThreadInput } from "./jobs/perform.ts";
import { map, merge } from "./statistics/compute.ts";
import { parts, sums } from "./solver/compute.ts";
import type { PartsJob, SumsJob } from "./solver/jobs.ts";
import type { MapJob, MergeJob } from "./statistics/jobs.ts";
import type { Store } from "./store/store.ts";

// What a worker thread does: a busy thread must not be the one that holds the locks of jobs.

// Once for all jobs of the thread: kernels have memory of their own, in which the solver keeps its samples.
await useFastKernels();

type Known = MapJob | MergeJob | PartsJob | SumsJob;

/** How jobs of each kind are done. */
const kinds: { readonly [K in Known["kind"]]: (job: Known & { kind: K }, store: Store) => Promise<number> } =
  {
    map,
    merge,
    parts,
    sums,
  };

export default function compute(input: ThreadInput): Promise<Outcome> {
  return perform(input, (store) => workOf(input.job)(store));
}

/** A job of a later version may be of a kind that this one does not know. */
function workOf(job: Job): (store: Store) => Promise<number> {
  if (!Object.hasOwn(kinds, job.kind)) throw new Error(`a job of an unknown kind, ${job.kind}`);
  const known = job as Known; // of one of the kinds
  const work = kinds[known.kind] as (job: Known, store: Store) => Promise<number>; // of its own kind
  return (store) => work(known, store);
}
