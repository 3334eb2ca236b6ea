import { openAsBlob } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { httpRanges } from "@espalier/formats/ranges";
import { ValueError } from "@espalier/tensor";
import { AwsClient } from "aws4fetch";
import { draftName, sweep, writeDraft } from "espalier/files";
import { StoreError } from "./store.ts";
import type { Store } from "./store.ts";

/** How an object store is asked; the defaults are for use, others for tests. */
export interface HttpStoreOptions {
  /** How often a request is sent before its failure counts; 6 by default. */
  readonly attempts?: number | undefined;
  /** A request is given up after this time, in milliseconds; by default a minute, and a second for each MB that is sent. */
  readonly patience?: number | undefined;
  /** Before the second attempt, in milliseconds, and twice as long before each further one; 250 by default. */
  readonly wait?: number | undefined;
}

/** Statuses that a later attempt may not have. S3 answers 409 when two conditional writes meet. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425, 429, 500, 502, 503, 504]);
/** Before the second attempt, as that of a reader of ranges. */
const DEFAULT_WAIT = 250;
const LONGEST_WAIT = 16_000;
/** Requests at once that ask whether results are there. */
const AT_ONCE = 32;

/**
 * An object store behind an address: results are written by conditional PUT (`If-None-Match: *`, RFC 9110, section 13.1.2), so that the first
 * of two writers wins, and a result is never replaced. Where `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` are set, requests are signed as S3 wants it.
 */
export function httpStore(address: string, options: HttpStoreOptions = {}): Store {
  const { attempts = 6, wait = DEFAULT_WAIT } = options;
  const send = sender();
  const addressOf = (name: string): string => `${address.replace(/\/+$/, "")}/${name}`;
  const known = new Set<string>();

  /** Sends a request until it has an answer that stays. */
  const ask = async (
    method: string,
    name: string,
    expected: readonly number[],
    body?: Blob,
  ): Promise<number> => {
    const where = addressOf(name);
    const { patience = 60_000 + (body?.size ?? 0) / 1000 } = options;
    for (let attempt = 1; ; attempt++) {
      const { status, retryAfter, message } = await answerOf(
        send,
        where,
        {
          method,
          ...(body === undefined ? {} : { body, headers: { "if-none-match": "*" } }),
        },
        patience,
      );
      if (status !== undefined && expected.includes(status)) return status;
      if (status !== undefined && !PASSING.has(status))
        throw new ValueError(where, `status ${expected.join(" or ")} to ${method}`, `status ${status}`);
      if (attempt >= attempts)
        throw new StoreError(`${where}: ${message} to ${method}, in each of ${attempts} attempts`);
      await sleep(Math.min(LONGEST_WAIT, retryAfter ?? wait * 2 ** (attempt - 1)));
    }
  };

  return {
    async found(names) {
      const all = [...names];
      const open = all.filter((name) => !known.has(name));
      const next = async (): Promise<void> => {
        for (let name = open.pop(); name !== undefined; name = open.pop())
          if ((await ask("HEAD", name, [200, 204, 404])) !== 404) known.add(name);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, next));
      return new Set(all.filter((name) => known.has(name)));
    },
    async put(name, content) {
      const draft = await spooled(name, content);
      try {
        // 412: another worker was first, or an earlier attempt whose answer was lost.
        await ask("PUT", name, [200, 201, 204, 412], await openAsBlob(draft));
        return (await stat(draft)).size;
      } finally {
        await rm(draft, { force: true });
      }
    },
    async read(name) {
      const opened = await httpRanges(addressOf(name), {
        fetch: (where, init) => send(where, init as RequestInit), // its signal is the platform's
        attempts,
        patience: options.patience,
        wait: (milliseconds) => sleep((milliseconds * wait) / DEFAULT_WAIT),
      }).catch(unread);
      return { ...opened, read: (from, to) => opened.read(from, to).catch(unread) };
    },
    async remove(names) {
      for (const name of names) {
        known.delete(name);
        await ask("DELETE", name, [200, 202, 204, 404]);
      }
    },
    pause: 2000, // each look is a request for every result that is missing
    async fileOf(name) {
      const ranges = await this.read(name);
      return spooled(name, piecesOf(ranges));
    },
  };
}

/** Results do not change, so what cannot be read is due to the store. */
function unread(error: unknown): never {
  throw new StoreError((error as Error).message, { cause: error }); // of httpRanges
}

type Send = (address: string, init: RequestInit) => Promise<Response>;

/** fetch, signed where there are keys. */
function sender(): Send {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_REGION: region,
  } = process.env;
  if (accessKeyId === undefined || secretAccessKey === undefined) return fetch;
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(region === undefined ? {} : { region }),
    service: "s3",
    retries: 0,
  });
  return (address, init) => client.fetch(address, init);
}

interface Answer {
  /** Undefined where none came. */
  readonly status: number | undefined;
  /** In milliseconds, where the server says so. */
  readonly retryAfter: number | undefined;
  readonly message: string;
}

async function answerOf(send: Send, address: string, init: RequestInit, patience: number): Promise<Answer> {
  try {
    const response = await send(address, { ...init, signal: AbortSignal.timeout(Math.ceil(patience)) });
    await response.arrayBuffer(); // short; its end frees the connection
    const seconds = Number(response.headers.get("retry-after") ?? NaN);
    const { status } = response;
    return { status, retryAfter: seconds >= 0 ? 1000 * seconds : undefined, message: `status ${status}` };
  } catch (error) {
    const { message, cause } = error as Error; // of fetch
    return {
      status: undefined,
      retryAfter: undefined,
      message: cause instanceof Error ? `${message}: ${cause.message}` : message,
    };
  }
}

/** Content in a file of its own on this machine, since its length has to be known and it may be sent more than once. */
async function spooled(name: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<string> {
  await sweep(tmpdir());
  const draft = draftName(join(tmpdir(), name));
  try {
    await writeDraft(draft, content, 0o600);
    return draft;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** The bytes of one read. */
const PIECE = 2 ** 24;

async function* piecesOf({ size, read }: Awaited<ReturnType<Store["read"]>>): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < size; from += PIECE) yield read(from, Math.min(size, from + PIECE));
}
