import type { ByteRanges } from "@espalier/formats/ranges";

/**
 * Where results are: a folder that all machines share, or an object store behind an address. A result gets its name when all of it is there, so it
 * is there as a whole or not at all. Its name follows from its content, so a result that is written twice is the same.
 */
export interface Store {
  /** Which of some names are there. */
  readonly found: (names: Iterable<string>) => Promise<ReadonlySet<string>>;
  /** Writes a result; one that is there already stays. @returns its bytes */
  readonly put: (name: string, content: Uint8Array | AsyncIterable<Uint8Array>) => Promise<number>;
  /** @throws InputError or {@link StoreError} when it is not there, or cannot be read */
  readonly read: (name: string) => Promise<ByteRanges>;
  /** Removes results; those that are not there are no error. */
  readonly remove: (names: Iterable<string>) => Promise<void>;
  /** How long to wait between two looks where no worker says that it is done, in milliseconds. */
  readonly pause: number;
  /** A file on this machine with the bytes of a result. */
  readonly fileOf: (name: string) => Promise<string>;
}

/** A store that does not answer for a while. Nothing is wrong with any input, and a later attempt may succeed. */
export class StoreError extends Error {
  /** For a log, as of every error. */
  override readonly name = "StoreError";
}

/** Whether a result is there. */
export const isThere = async (store: Store, name: string): Promise<boolean> =>
  (await store.found([name])).has(name);
