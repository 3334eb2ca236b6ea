import { ValueError } from "@espalier/tensor";
import type { ByteRanges } from "../bytes/byte-ranges.ts";
import { changed, checkState, checkStatus, LONGEST_WAIT, Passing, rangeOf, stateOf } from "./answer.ts";
import { bodyOf, NoProgress } from "./body.ts";
import type { Fetch, HttpResponse } from "./fetch.ts";
import { later } from "./fetch.ts";

/** How a file is read by HTTP. */
export interface HttpOptions {
  /** The platform's own by default. */
  readonly fetch?: Fetch | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How often a range is asked for before its error is thrown; 6 by default. */
  readonly attempts?: number | undefined;
  /** A request is given up when no byte comes for this long, in milliseconds; 30,000 by default. */
  readonly patience?: number | undefined;
  /** Waits before the next attempt; by default 250 ms, then twice as long each time up to 16 s, or as long as the server says. */
  readonly wait?: ((milliseconds: number) => Promise<void>) | undefined;
}

declare const fetch: Fetch | undefined;
interface Address {
  search: string;
  hash: string;
  username: string;
  password: string;
  toString(): string;
}
declare const URL: { new (text: string): Address; canParse(text: string): boolean };

const FIRST_WAIT = 250;

/**
 * A file behind an address, by ranges of its bytes (RFC 9110, section 14). Each range is asked for with `If-Range`, so that a file that changes
 * is noticed; its length is checked; and it is asked for again, after a while, where the connection or the server fails.
 *
 * Errors name the address without its query, which may hold a signature.
 *
 * @throws ValueError when the server does not answer ranges, packs what it sends, or does not identify the state of the file; when
 * the file changes; and when every attempt has failed
 */
export async function httpRanges(address: string, options: HttpOptions = {}): Promise<ByteRanges> {
  const { fetch: get = fetch, headers, attempts = 6, patience = 30_000, wait = later } = options;
  const name = nameOf(address);
  if (get === undefined) throw new ValueError(name, "a platform with fetch", "none");

  /** One range, by several attempts. */
  const ask = async <T>(
    range: string,
    state: string | undefined,
    read: (response: HttpResponse) => Promise<T>,
  ): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(get, { address, name, range, state, headers, patience }, read);
      } catch (error) {
        if (!(error instanceof Passing)) throw error;
        if (attempt >= attempts)
          throw new ValueError(name, `bytes ${range} within ${attempts} attempts`, error.message);
        await wait(error.wait ?? Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1)));
      }
    }
  };

  const { size, state } = await ask("0-0", undefined, async (response) => {
    const found = rangeOf(name, response);
    if (found.from !== 0 || found.to !== 1) throw new Passing(`bytes ${found.from}-${found.to - 1}`);
    await bodyOf(response, 1, patience).catch(passing);
    return { size: found.size, state: stateOf(name, response) };
  });
  return {
    name,
    size,
    state,
    read: (from, to) =>
      to <= from
        ? Promise.resolve(new Uint8Array())
        : ask(`${from}-${to - 1}`, state, async (response) => {
            const found = rangeOf(name, response);
            checkState(name, response, state);
            if (found.size !== size) throw changed(name, `${size} bytes`, `${found.size}`);
            if (found.from !== from || found.to !== to)
              throw new Passing(`bytes ${found.from}-${found.to - 1}`);
            return bodyOf(response, to - from, patience).catch(passing);
          }),
  };
}

/** An address without its query, for errors. @throws ValueError when it is not valid, or has a password, which `fetch` does not send */
function nameOf(address: string): string {
  if (!URL.canParse(address))
    throw new ValueError(address, "a valid address, such as https://host/inputs.npy", "another one");
  const url = new URL(address);
  const hasPassword = url.username !== "" || url.password !== "";
  [url.search, url.hash, url.username, url.password] = ["", "", "", ""];
  if (hasPassword)
    throw new ValueError(url.toString(), "an address without user and password", "one with them");
  return url.toString();
}

interface Request {
  readonly address: string;
  readonly name: string;
  readonly range: string;
  readonly state: string | undefined;
  readonly headers: HttpOptions["headers"];
  readonly patience: number;
}

async function once<T>(
  get: Fetch,
  { address, name, range, state, headers, patience }: Request,
  read: (response: HttpResponse) => Promise<T>,
): Promise<T> {
  const progress = new NoProgress(patience);
  const response = await progress
    .during(
      get(address, {
        headers: {
          ...headers,
          "accept-encoding": "identity",
          range: `bytes=${range}`,
          ...(state === undefined ? {} : { "if-range": state }),
        },
        signal: progress.signal,
      }),
    )
    .catch(passing);
  try {
    checkStatus(name, response, state);
    return await read(response);
  } finally {
    progress.abort(); // the rest of the body is not needed
  }
}

/** An error of the connection. A later attempt may not have it. */
function passing(error: unknown): never {
  throw new Passing(error instanceof Error ? messageOf(error) : String(error));
}

/** `fetch failed` has its reason as a cause. */
const messageOf = ({ message, cause }: Error): string =>
  cause instanceof Error ? `${message}: ${cause.message}` : message;
