import { createHash } from "node:crypto";
import { open, readFile, rm } from "node:fs/promises";
import { FormatError } from "@espalier/tensor";
import type { Archive } from "./archives.ts";
import { bytesOf } from "./files.ts";

export interface DownloadOptions {
  readonly onProgress: (progress: FetchProgress) => void;
  readonly signal: AbortSignal;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds without a byte after which a mirror is given up; 30,000 by default. */
  readonly patience?: number;
}

/** How far a file is, in bytes, those of earlier attempts among them. */
export interface FetchProgress {
  readonly file: string;
  readonly received: number;
  readonly total: number;
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** An archive of a mirror. What an earlier attempt, from this mirror or another, left in `part` is continued. */
export interface Source {
  readonly url: string;
  readonly file: string;
  readonly part: string;
  readonly archive: Archive;
  readonly options: DownloadOptions;
}

/**
 * Downloads a file into `part` and verifies it. On failure `part` keeps what arrived, unless that is wrong.
 *
 * @throws FormatError when the source sends something else, or nothing for too long
 */
export async function download(source: Source): Promise<void> {
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
