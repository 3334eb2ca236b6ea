import type { Abort, RunOptions } from "@espalier/network";
import { isListenable } from "@espalier/network/internal";
import type { Listenable } from "@espalier/network/internal";

/** Stops everything that runs with its options, in addition to their own signals. */
export interface Stop {
  readonly stop: (reason: unknown) => void;
  /** The options, with a signal that is aborted by the given one or by {@link stop}, whichever is first. */
  readonly also: <O extends RunOptions>(options: O) => O & { readonly signal: Abort };
}

/** As `AbortSignal.any`, which not every platform has, and which takes only the platform's signals. */
export function createStop(): Stop {
  const listeners = new Set<() => void>();
  let stopped: { readonly reason: unknown } | undefined;
  return {
    stop(reason) {
      stopped ??= { reason };
      for (const listener of listeners) listener();
    },
    also(options) {
      const { signal: given } = options;
      const source = given && isListenable(given) ? given : undefined;
      const signal: Abort & Listenable = {
        get aborted() {
          return stopped !== undefined || given?.aborted === true;
        },
        get reason() {
          return given?.aborted === true ? given.reason : stopped?.reason;
        },
        addEventListener(event, listener) {
          listeners.add(listener);
          source?.addEventListener(event, listener);
        },
        removeEventListener(event, listener) {
          listeners.delete(listener);
          source?.removeEventListener(event, listener);
        },
      };
      return { ...options, signal };
    },
  };
}
