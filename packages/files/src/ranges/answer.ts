import { ValueError } from "@espalier/tensor";
import type { HttpResponse } from "./fetch.ts";

/** Statuses that a later attempt may not have. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The longest wait in milliseconds, also where a server asks for a longer one. */
export const LONGEST_WAIT = 16_000;

/** Why an attempt failed, if the next one may succeed. */
export class Passing extends Error {
  readonly wait: number | undefined;
  constructor(message: string, wait?: number) {
    super(message);
    this.wait = wait;
  }
}

/** Looks whether an answer has the bytes that were asked for. @throws Passing where a later attempt may have them; ValueError where none will */
export function checkStatus(
  name: string,
  { status, headers }: HttpResponse,
  state: string | undefined,
): void {
  if (PASSING.has(status)) {
    const seconds = Number(headers.get("retry-after") ?? NaN);
    throw new Passing(`status ${status}`, seconds >= 0 ? Math.min(1000 * seconds, LONGEST_WAIT) : undefined);
  }
  if (status === 200 && state !== undefined) throw changed(name, `the state ${state}`, "another one");
  if (status === 200)
    throw new ValueError(name, "a server that answers byte ranges, status 206", "status 200, all bytes");
  if (status === 416 && state === undefined)
    throw new ValueError(
      name,
      "a file with a first byte",
      `status 416, ${headers.get("content-range") ?? "none"}`,
    );
  if (status === 412 || status === 416) throw changed(name, "the bytes that were there", `status ${status}`);
  if (status !== 206) throw new ValueError(name, "status 206", `status ${status}`);
  const packing = headers.get("content-encoding");
  if (packing !== null && packing !== "identity")
    throw new ValueError(
      name,
      "bytes as they are in the file, whose ranges are known",
      `bytes packed by ${packing}`,
    );
}

/** The error for a file that changes while it is read; it names the state before and after. */
export const changed = (name: string, before: string, after: string): ValueError =>
  new ValueError(name, `a file that does not change while it is read: ${before}`, after);

/** The range that a server says it sends. */
export function rangeOf(
  name: string,
  { headers }: HttpResponse,
): { readonly from: number; readonly to: number; readonly size: number } {
  const text = headers.get("content-range");
  const [, from, last, size] = /^bytes (\d+)-(\d+)\/(\d+)$/i.exec(text ?? "") ?? [];
  if (size === undefined)
    throw new ValueError(name, "a Content-Range with the size of the file", text ?? "none");
  return { from: Number(from), to: Number(last) + 1, size: Number(size) };
}

/** Identifies a state of the file: a strong ETag, or the time of the last change. */
export function stateOf(name: string, { headers }: HttpResponse): string {
  const tag = headers.get("etag");
  if (tag !== null && !tag.startsWith("W/")) return tag;
  const time = headers.get("last-modified");
  if (time !== null) return time;
  throw new ValueError(
    name,
    "a server that sends a strong ETag or Last-Modified, so that a change is noticed",
    tag ?? "neither",
  );
}

/** Looks whether a part is of the state that was asked for, as a server may not know `If-Range`. */
export function checkState(name: string, { headers }: HttpResponse, state: string): void {
  // A server that knows it may leave out the time of the last change (RFC 9110, section 15.3.7).
  const [tag, time] = [headers.get("etag"), headers.get("last-modified")];
  if (tag === state || time === state || (tag === null && time === null)) return;
  const now = state.startsWith('"') ? tag : time;
  if (now !== null) throw changed(name, `the state ${state}`, now);
}
