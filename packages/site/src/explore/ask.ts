import type { Args, JobName, Result } from "./jobs.ts";

type Progress = (fraction: number) => void;
type Answer = {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly progress?: number;
};
type Ask = (job: JobName, args: unknown, onProgress: Progress) => Promise<unknown>;

const ignore = (): void => {};

let asking: Promise<Ask> | undefined;

/** A worker; where none can start, the same functions on this thread. */
async function start(): Promise<Ask> {
  try {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    const waiting = new Map<
      number,
      { resolve: (result: unknown) => void; reject: (reason: Error) => void; onProgress: Progress }
    >();
    let id = 0;
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      const { resolve, reject, onProgress } = waiting.get(data.id) ?? {};
      if (data.progress !== undefined) {
        onProgress?.(data.progress);
        return;
      }
      waiting.delete(data.id);
      if (data.error === undefined) resolve?.(data.result);
      else reject?.(new Error(data.error));
    });
    const failed = new Promise<never>((_, reject) => {
      worker.addEventListener("error", () => reject(new Error("no worker")), { once: true });
    });
    const send: Ask = (job, args, onProgress) =>
      new Promise((resolve, reject) => {
        waiting.set(++id, { resolve, reject, onProgress });
        worker.postMessage({ id, job, args }, []);
      });
    await Promise.race([send("prepare", { seed: 3 }, ignore), failed]);
    return send;
  } catch {
    const { jobs } = await import("./jobs.ts");
    return async (job, args, onProgress) => jobs[job](args as never, onProgress); // the types of `ask` hold
  }
}

/** Runs a job of the library. */
export async function ask<K extends JobName>(
  job: K,
  args: Args<K>,
  onProgress: Progress = ignore,
): Promise<Result<K>> {
  const run = await (asking ??= start());
  return (await run(job, args, onProgress)) as Result<K>; // the worker runs this very function
}

/** Asks one thing at a time: while an answer is awaited, only the newest question waits, and older ones get `undefined`. */
export function newest<K extends JobName>(job: K): (args: Args<K>) => Promise<Result<K> | undefined> {
  let isBusy = false;
  let next: { readonly args: Args<K>; readonly go: (isChosen: boolean) => void } | undefined;
  return async (args) => {
    if (isBusy) {
      next?.go(false);
      const isChosen = await new Promise<boolean>((go) => (next = { args, go }));
      if (!isChosen) return undefined;
    }
    isBusy = true;
    try {
      return (await ask(job, args)) as Result<K>;
    } finally {
      isBusy = false;
      const waiting = next;
      next = undefined;
      if (waiting !== undefined) {
        isBusy = true;
        waiting.go(true);
      }
    }
  };
}
