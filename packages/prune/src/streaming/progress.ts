/** How far a long computation is: `done` of `total` steps of a stage. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** The mean training loss of the epoch so far, while training. */
  readonly loss?: number;
}

/**
 * A long computation: yields its progress, and returns its result. It knows nothing of time, threads or terminals;
 * whoever runs it decides whether to wait, to show something or to stop in between.
 */
export type Work<T> = Generator<Progress, T, void>;

/** The part of an AbortSignal that is needed. */
export interface Abort {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

export interface RunOptions {
  readonly signal?: Abort | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Runs to the end without a pause. */
export function finish<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

/**
 * Runs to the end, and lets everything else on this thread have its turn at every step.
 *
 * @throws the reason of the signal, once it is aborted
 */
export async function run<T>(work: Work<T>, { signal, onProgress }: RunOptions = {}): Promise<T> {
  try {
    for (;;) {
      if (signal?.aborted === true) throw signal.reason;
      const step = work.next();
      if (step.done === true) return step.value;
      onProgress?.(step.value);
      await turn();
    }
  } finally {
    stop(work);
  }
}

/** Ends work that nobody goes on with, so that it gives back what it holds; nothing happens to work that has ended. */
export const stop = (work: Work<unknown>): void => void work.return(undefined);

/** Follows a run: passes its progress on, and stops waiting once it is aborted. */
export interface Watch {
  /**
   * Begins something, and waits for it; one thing at a time.
   *
   * @throws the reason of the signal, as soon as it is aborted
   */
  readonly during: <T>(begin: () => Promise<T>) => Promise<T>;
  readonly report: (progress: Progress) => void;
  /** Lets go of the signal. */
  readonly stop: () => void;
}

/** What an AbortSignal has besides; one that has not is looked at between two steps only. */
export interface Listenable {
  addEventListener(event: "abort", listener: () => void): void;
  removeEventListener(event: "abort", listener: () => void): void;
}

export function createWatch({ signal, onProgress }: RunOptions): Watch {
  // Promise.race would do, but that the promise of an abort, which lasts as long as the run, would keep all it ever raced with.
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

/** Goes to the end of the queue of this thread. */
export const turn = (): Promise<void> =>
  new Promise(typeof MessageChannel === "undefined" ? byTimer : byMessage);

/**
 * By a message to oneself: a timer of 0 ms is held back for 4 ms by browsers and for 1 ms by Node, at every step. The channel is a
 * new one each time, since of one channel Node hands out a thousand messages in a row before any timer.
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

// The compiler is told of ECMAScript only. Timers are everywhere; channels in browsers, workers and Node, but not in every
// edge runtime.
declare const setTimeout: (callback: () => void, milliseconds: number) => unknown;
declare const MessageChannel: new () => { readonly port1: Port; readonly port2: Port };

interface Port {
  addEventListener(event: "message", listener: () => void): void;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}
