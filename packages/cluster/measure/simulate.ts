/** What the jobs of a run take. */
export interface Costs {
  /** Processor seconds of a map, and its wait for the samples. */
  readonly map: number;
  /** Processor seconds to merge one part. */
  readonly mergePart: number;
  /** Seconds to move one file of statistics over the link of a machine. */
  readonly transfer: number;
  /** Seconds of a job besides its work: to get it, to lock it, to report it. */
  readonly perJob: number;
}

/** A run of some maps and merges of up to `fanIn` files, by some workers. */
export interface Case {
  readonly maps: number;
  readonly fanIn: number;
  readonly workers: number;
}

interface Waiting {
  readonly level: number;
  readonly at: number;
  /** When its last part was there. */
  readonly from: number;
}

/**
 * The seconds of a run, step by step: a worker that is free takes the job that has waited longest, a merge waits for its parts, and each worker
 * has a link of its own.
 */
export function simulate(
  { maps, fanIn, workers }: Case,
  { map, mergePart, transfer, perJob }: Costs,
): number {
  const counts = [maps];
  while (counts[counts.length - 1] > 1) counts.push(Math.ceil(counts[counts.length - 1] / fanIn));
  const partsOf = (level: number, at: number): number => Math.min(fanIn, counts[level - 1] - at * fanIn);
  const missing = counts.map((count, level) =>
    Array.from({ length: count }, (_, at) => (level === 0 ? 0 : partsOf(level, at))),
  );
  const ready: Waiting[] = Array.from({ length: maps }, (_, at) => ({ level: 0, at, from: 0 }));
  const free = new Float64Array(workers);
  const running: (Waiting & { readonly end: number })[] = [];
  let now = 0;
  for (;;) {
    while (ready.length > 0) {
      const worker = free.findIndex((time) => time <= now);
      if (worker < 0) break;
      const job = ready.shift() as Waiting; // there is one
      const parts = job.level === 0 ? 0 : partsOf(job.level, job.at);
      const work = job.level === 0 ? map + transfer : parts * (transfer + mergePart) + transfer;
      const end = now + perJob + work;
      free[worker] = end;
      running.push({ ...job, end });
    }
    if (running.length === 0) return now;
    running.sort((a, b) => b.end - a.end);
    const done = running.pop() as (typeof running)[number]; // there is one
    now = done.end;
    const [level, at] = [done.level + 1, Math.floor(done.at / fanIn)];
    if (level < counts.length && --missing[level][at] === 0) ready.push({ level, at, from: now });
  }
}
