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
  for (;;) {
    if (signal?.aborted === true) throw signal.reason;
    const step = work.next();
    if (step.done === true) return step.value;
    onProgress?.(step.value);
    await turn();
  }
}

// In every browser, worker, edge runtime and Node; the compiler is told of ECMAScript only.
declare const setTimeout: (callback: () => void, milliseconds: number) => unknown;

const turn = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));
