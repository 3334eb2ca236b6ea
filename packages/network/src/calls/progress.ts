import { ValueError } from "@espalier/tensor";
import { checkOptions, show } from "./options.ts";

/** How far a long computation is: `done` of `total` steps of a stage. */
export interface Progress {
  /** The name of the stage: `scores`, `train`, `prune` and so on. */
  readonly stage: string;
  /** Finished steps of the stage. */
  readonly done: number;
  /** All steps of the stage. */
  readonly total: number;
  /** The mean training loss of the epoch so far, while training. */
  readonly loss?: number;
}

/**
 * A long computation: yields its progress, and returns its result. It does not depend on time, threads or terminals;
 * the caller decides whether to wait, to show progress or to stop between two steps.
 */
export type Work<T> = Generator<Progress, T, void>;

/** The part of an AbortSignal that is needed. */
export interface Abort {
  /** Whether it was aborted. */
  readonly aborted: boolean;
  /** Why it was aborted; the run rejects with it. */
  readonly reason?: unknown;
}

/** Options of long work. */
export interface RunOptions {
  /** Stops between two steps, with its reason. */
  readonly signal?: Abort | undefined;
  /** Called at every step. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Runs to the end without a pause.
 *
 * @throws ValueError when the work has ended already
 */
export function finish<T>(work: Work<T>): T {
  checkWork("finish", work);
  for (let isFirst = true; ; isFirst = false) {
    const step = work.next();
    if (step.done === true) return resultOf("finish", step.value, isFirst);
  }
}

/**
 * Runs to the end, and lets other work on this thread run at every step.
 *
 * @throws ValueError when the work has ended already, and the reason of the signal, once it is aborted
 */
export async function run<T>(work: Work<T>, options: RunOptions = {}): Promise<T> {
  checkWork("run", work);
  checkOptions("run", options, "{ signal, onProgress }");
  const { signal, onProgress } = options;
  try {
    for (let isFirst = true; ; isFirst = false) {
      if (signal?.aborted === true) throw signal.reason;
      const step = work.next();
      if (step.done === true) return resultOf("run", step.value, isFirst);
      onProgress?.(step.value);
      await turn();
    }
  } finally {
    stop(work);
  }
}

/** Checks work. The types promise it; a caller in JavaScript does not. */
function checkWork(who: string, work: Work<unknown>): void {
  if (typeof Object(work).next !== "function")
    throw new ValueError(who, "work, such as pruning(network, inputs, { ratio: 0.8 })", show(work));
}

/** The result of work. A generator that has ended before gives none. */
function resultOf<T>(who: string, value: T, isFirst: boolean): T {
  if (isFirst && value === undefined)
    throw new ValueError(who, "work that has not ended", "work that was run before");
  return value;
}

/** Ends abandoned work, so that it releases its resources; does nothing if the work has ended. */
export const stop = (work: Work<unknown>): void => void work.return(undefined);

/** Follows a run: passes its progress on, and stops waiting once it is aborted. */
export interface Watch {
  /**
   * Starts something and waits for it; one thing at a time.
   *
   * @throws the reason of the signal, as soon as it is aborted
   */
  readonly during: <T>(begin: () => Promise<T>) => Promise<T>;
  readonly report: (progress: Progress) => void;
  /** Stops listening to the signal. */
  readonly stop: () => void;
}

/** The events of an AbortSignal; a signal without them is only checked between two steps. */
export interface Listenable {
  addEventListener(event: "abort", listener: () => void): void;
  removeEventListener(event: "abort", listener: () => void): void;
}

export function createWatch({ signal, onProgress }: RunOptions): Watch {
  // Not Promise.race: the promise of an abort lasts as long as the run and would keep everything that it raced with.
  let giveUp = (_reason: unknown): void => {};
  const abort = (): void => giveUp(signal?.reason);
  const listenable = signal && isListenable(signal) ? signal : undefined;
  listenable?.addEventListener("abort", abort);
  const check = (): void => {
    if (signal?.aborted === true) throw signal.reason;
  };
  return {
    async during<T>(begin: () => Promise<T>): Promise<T> {
      check();
      const value = await new Promise<T>((resolve, reject) => {
        giveUp = reject;
        begin().then(resolve, reject);
      });
      check();
      return value;
    },
    report: (progress) => onProgress?.(progress),
    stop: () => listenable?.removeEventListener("abort", abort),
  };
}

export const isListenable = (signal: Abort): signal is Abort & Listenable => "addEventListener" in signal;

/** Waits for the rest of the queue of this thread. */
export const turn = (): Promise<void> =>
  new Promise(typeof MessageChannel === "undefined" ? byTimer : byMessage);

/**
 * By a message to this thread: browsers delay a timer of 0 ms by 4 ms and Node by 1 ms, at every step. Each time a new channel is
 * used, since Node delivers a thousand messages of one channel in a row before any timer.
 */
function byMessage(resolve: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener("message", () => {
    port1.close();
    resolve();
  });
  port1.start();
  port2.postMessage(undefined);
}

function byTimer(resolve: () => void): void {
  setTimeout(resolve, 0);
}

// The compiler knows ECMAScript only. Timers are everywhere; channels in browsers, workers and Node, but not in every
// edge runtime.
declare const setTimeout: (callback: () => void, milliseconds: number) => unknown;
declare const MessageChannel: new () => { readonly port1: Port; readonly port2: Port };

interface Port {
  addEventListener(event: "message", listener: () => void): void;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}
