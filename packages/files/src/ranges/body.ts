import { after, createAbort } from "./fetch.ts";
import type { HttpResponse, Signal } from "./fetch.ts";

/** Gives up what makes no progress for a while. */
export class NoProgress {
  readonly #abort = createAbort();
  readonly #patience: number;

  constructor(patience: number) {
    this.#patience = patience;
  }

  get signal(): Signal {
    return this.#abort.signal;
  }

  abort(): void {
    this.#abort.abort();
  }

  /** Waits for something, but no longer than that. */
  async during<T>(promise: Promise<T>): Promise<T> {
    let cancel = (): void => {};
    const tooLong = new Promise<never>((_, reject) => {
      cancel = after(this.#patience, () => {
        reject(new Error(`no byte for ${this.#patience} ms`));
        this.abort();
      });
    });
    try {
      return await Promise.race([promise, tooLong]);
    } finally {
      cancel();
    }
  }
}

/** The bytes of an answer, `size` of them. @throws Error when there are more or fewer, or none for too long */
export async function bodyOf({ body }: HttpResponse, size: number, patience: number): Promise<Uint8Array> {
  if (body === null) throw new Error("no body");
  const reader = body.getReader();
  const progress = new NoProgress(patience);
  const bytes = new Uint8Array(size);
  let next = 0;
  try {
    for (;;) {
      const { done, value } = await progress.during(reader.read());
      if (done || value === undefined) break;
      if (next + value.length > size) throw new Error(`more than ${size} bytes`);
      bytes.set(value, next);
      next += value.length;
    }
  } finally {
    reader.cancel().catch(() => {}); // an error of the body is the one to throw
  }
  if (next < size) throw new Error(`${next} of ${size} bytes`);
  return bytes;
}
