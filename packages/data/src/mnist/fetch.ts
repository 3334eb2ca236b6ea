import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { FormatError, InputError } from "@espalier/tensor";
import { archives as published, mirrors as known } from "./archives.ts";
import type { Archive } from "./archives.ts";
import { bytesOf, locate, readIdx } from "./files.ts";

export interface FetchOptions {
  readonly folder: string;
  readonly onProgress: (progress: FetchProgress) => void;
  readonly signal: AbortSignal;
  /** Asked in turn. */
  readonly mirrors?: readonly string[];
  readonly archives?: readonly Archive[];
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds without a byte after which a mirror is given up. */
  readonly patience?: number;
}

/** How far a file is, in bytes, those of earlier attempts among them. */
export interface FetchProgress {
  readonly file: string;
  readonly received: number;
  readonly total: number;
}

/** What became of a file. */
export interface Fetched {
  readonly path: string;
  /** Downloaded now; the published archive was there; or some other IDX file of that name, which stays as it is. */
  readonly outcome: "downloaded" | "present" | "kept";
}

/** No mirror had the file; `received` says what each of them answered. */
export class FetchError extends InputError {}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Puts the MNIST archives into a folder, those that are not there yet. An interrupted download stays as
 * `NAME.gz.part`, and the next call continues from there; a file named `NAME.gz` is whole and verified.
 *
 * @throws FetchError naming every mirror and why it failed
 * @throws the signal's reason when it aborts
 */
export async function fetchMnist(options: FetchOptions): Promise<readonly Fetched[]> {
  const { folder, archives = published } = options;
  await mkdir(folder, { recursive: true });
  const fetched: Fetched[] = [];
  for (const archive of archives)
    fetched.push((await standing(folder, archive)) ?? (await fetchArchive(archive, options)));
  return fetched;
}

/** A file that makes a download needless. */
async function standing(folder: string, { name, sha256: expected }: Archive): Promise<Fetched | undefined> {
  const path = await locate(folder, name);
  if (path === undefined) return undefined;
  const bytes = await readFile(path);
  if (sha256(bytes) === expected) return { path, outcome: "present" };
  try {
    readIdx(bytes, path);
    return { path, outcome: "kept" };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

async function fetchArchive(archive: Archive, options: FetchOptions): Promise<Fetched> {
  const { folder, mirrors = known, signal } = options;
  const file = `${archive.name}.gz`;
  const path = join(folder, file);
  const part = `${path}.part`;
  const failures: string[] = [];
  for (const mirror of mirrors) {
    const url = `${mirror.replace(/\/+$/, "")}/${file}`;
    try {
      await download({ url, file, part, archive, options });
      await rename(part, path);
      return { path, outcome: "downloaded" };
    } catch (error) {
      signal.throwIfAborted();
      failures.push(`\n  ${error instanceof FormatError ? error.message : `${url}: ${reasonOf(error)}`}`);
    }
  }
  const expected = `${archive.bytes} bytes from one of ${mirrors.length} mirrors`;
  throw new FetchError(file, expected, failures.join(""));
}

/** fetch only says that it failed; why is in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}, ${reasonOf(error.cause)}`;
}

/** An archive of a mirror. What an earlier attempt, from this mirror or another, left in `part` is continued. */
interface Source {
  readonly url: string;
  readonly file: string;
  readonly part: string;
  readonly archive: Archive;
  readonly options: FetchOptions;
}

/**
 * Downloads a file into `part` and verifies it. On failure `part` keeps what arrived, unless that is wrong.
 *
 * @throws FormatError when the source sends something else, or nothing for too long
 */
async function download(source: Source): Promise<void> {
  const { url, part, archive } = source;
  const before = await bytesOf(part);
  if (before !== archive.bytes) await receive(source, before);
  const received = sha256(await readFile(part));
  if (received === archive.sha256) return;
  await rm(part);
  // The earlier part may be damaged, so all of the file is requested before the source is blamed.
  if (before > 0) return download(source);
  throw new FormatError(url, `SHA-256 ${archive.sha256}`, received);
}

async function receive(source: Source, before: number): Promise<void> {
  const { fetch = globalThis.fetch, signal, patience = 30_000 } = source.options;
  const gone = new AbortController();
  const timer = setTimeout(() => {
    gone.abort(new FormatError(source.url, `a byte within ${patience / 1000} s`, "none"));
  }, patience);
  try {
    const response = await fetch(source.url, {
      headers: {
        // fetch would unpack a body that was packed for the way, and the sum is that of the archive.
        "Accept-Encoding": "identity",
        ...(before > 0 && { Range: `bytes=${before}-` }),
      },
      signal: AbortSignal.any([signal, gone.signal]),
    });
    if (response.status === 416 && before > 0) {
      await rm(source.part);
      return await receive(source, 0);
    }
    const start = startOf(response, source, before);
    timer.refresh();
    await append(response, source, start, timer);
  } finally {
    clearTimeout(timer);
    gone.abort(); // closes the connection if there is more to come
  }
}

/**
 * The offset in the file at which a response starts: 0, or where we asked it to.
 *
 * @throws FormatError when it holds something else
 */
function startOf({ status, statusText, headers }: Response, source: Source, before: number): number {
  const { url, archive } = source;
  if (status === 206 && before > 0) {
    const range = headers.get("Content-Range") ?? "none";
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(range) ?? [];
    if (Number(start) === before && Number(total) === archive.bytes) return before;
    throw new FormatError(url, `Content-Range bytes ${before}-${archive.bytes - 1}/${archive.bytes}`, range);
  }
  if (status !== 200) throw new FormatError(url, "HTTP status 200", `${status} ${statusText}`);
  const length = headers.get("Content-Length");
  if (length !== null && Number(length) !== archive.bytes)
    throw new FormatError(url, `${archive.bytes} bytes`, `${length} bytes`);
  return 0;
}

/** Writes a response into the part, from `start` on, chunk by chunk so that a cut connection loses little. */
async function append(
  response: Response,
  source: Source,
  start: number,
  timer: NodeJS.Timeout,
): Promise<void> {
  const { url, file, part, archive, options } = source;
  const { bytes: total } = archive;
  const handle = await open(part, start > 0 ? "a" : "w");
  try {
    let received = start;
    options.onProgress({ file, received, total });
    for await (const chunk of response.body ?? []) {
      timer.refresh();
      received += chunk.length;
      if (received > total) throw new FormatError(url, `${total} bytes`, "more");
      await handle.appendFile(chunk);
      options.onProgress({ file, received, total });
    }
    if (received < total) throw new FormatError(url, `${total} bytes`, `${received} bytes`);
  } finally {
    await handle.close();
  }
}
