import { createHash } from "node:crypto";
import { open, readFile, rm } from "node:fs/promises";
import { FormatError } from "@espalier/tensor";
import { bytesOf } from "./files.ts";

/** A file of known content, and where it is to be had. */
export interface Download {
  readonly url: string;
  /** Where the bytes go. What an earlier attempt, from this source or another, left there is continued. */
  readonly part: string;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  /** Milliseconds without a byte after which the source is given up. */
  readonly patience: number;
  /** Told how many bytes are there, those of earlier attempts among them. */
  readonly onReceived: (bytes: number) => void;
}

/**
 * Downloads a file into `part` and verifies it. On failure `part` keeps what arrived, unless that is wrong.
 *
 * @throws FormatError when the source sends something else, or nothing for too long
 */
export async function download(source: Download): Promise<void> {
  const before = await bytesOf(source.part);
  if (before !== source.bytes) await receive(source, before);
  const received = sha256(await readFile(source.part));
  if (received === source.sha256) return;
  await rm(source.part);
  // What was there before may be to blame, so this source is asked for all of it before it is judged.
  if (before > 0) return download(source);
  throw new FormatError(source.url, `SHA-256 ${source.sha256}`, received);
}

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function receive(source: Download, before: number): Promise<void> {
  const { url, fetch, signal, patience } = source;
  const gone = new AbortController();
  const timer = setTimeout(() => {
    gone.abort(new FormatError(url, `a byte within ${patience / 1000} s`, "none"));
  }, patience);
  try {
    const response = await fetch(url, {
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
    await append(response, source, start, () => timer.refresh());
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
function startOf(
  { status, statusText, headers }: Response,
  { url, bytes }: Download,
  before: number,
): number {
  if (status === 206 && before > 0) {
    const range = headers.get("Content-Range") ?? "none";
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(range) ?? [];
    if (Number(start) === before && Number(total) === bytes) return before;
    throw new FormatError(url, `Content-Range bytes ${before}-${bytes - 1}/${bytes}`, range);
  }
  if (status !== 200) throw new FormatError(url, "HTTP status 200", `${status} ${statusText}`);
  const length = headers.get("Content-Length");
  if (length !== null && Number(length) !== bytes)
    throw new FormatError(url, `${bytes} bytes`, `${length} bytes`);
  return 0;
}

/** Writes a response into the part, from `start` on, chunk by chunk so that a cut connection loses little. */
async function append(
  response: Response,
  { url, part, bytes, onReceived }: Download,
  start: number,
  onChunk: () => void,
): Promise<void> {
  const file = await open(part, start > 0 ? "a" : "w");
  try {
    let received = start;
    onReceived(received);
    for await (const chunk of response.body ?? []) {
      onChunk();
      received += chunk.length;
      if (received > bytes) throw new FormatError(url, `${bytes} bytes`, "more");
      await file.appendFile(chunk);
      onReceived(received);
    }
    if (received < bytes) throw new FormatError(url, `${bytes} bytes`, `${received} bytes`);
  } finally {
    await file.close();
  }
}
