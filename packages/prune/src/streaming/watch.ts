import type { Abort, Progress, RunOptions } from "./progress.ts";

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
