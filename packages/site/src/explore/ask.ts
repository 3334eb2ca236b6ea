import type { Args, JobName, Result } from "./jobs.ts";

type Progress = (fraction: number) => void;
type Answer = {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly progress?: number;
};
type Ask = (job: JobName, args: unknown, onProgress: Progress) => Promise<unknown>;
interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: Error) => void;
  readonly onProgress: Progress;
}

const ignore = (): void => {};

let asking: Promise<Ask> | undefined;

/** A worker that has answered once. */
async function inWorker(): Promise<Ask> {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  const waiting = new Map<number, Waiting>();
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
  // It did not start, or it came to an end: the next question starts another one.
  worker.addEventListener("error", () => {
    asking = undefined;
    for (const { reject } of waiting.values()) reject(new Error("The computation came to an end."));
    waiting.clear();
  });
  const send: Ask = (job, args, onProgress) =>
    new Promise((resolve, reject) => {
      waiting.set(++id, { resolve, reject, onProgress });
      worker.postMessage({ id, job, args }, []);
    });
  await send("prepare", { seed: 3 }, ignore);
  return send;
}

/** A worker; where none can start, the same functions on this thread. */
async function start(): Promise<Ask> {
  try {
    return await inWorker();
  } catch {
    const { jobs } = await import("./jobs.ts");
    return async (job, args, onProgress) => jobs[job](args as never, onProgress); // the types of `ask` hold
  }
}

/** Runs a job of the library. A part of the page that could not be loaded is tried anew next time. */
export async function ask<K extends JobName>(
  job: K,
  args: Args<K>,
  onProgress: Progress = ignore,
): Promise<Result<K>> {
  const mine = (asking ??= start());
  try {
    return (await (
      await mine
    )(job, args, onProgress)) as Result<K>; // the worker runs this very function
  } catch (error) {
    await mine.catch(() => (asking = undefined));
    throw error;
  }
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
