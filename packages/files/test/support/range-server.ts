import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What goes wrong with an answer. */
export type Fault = "cut" | "stall" | "reset" | "429" | "503" | "longer" | "elsewhere";

/** A file behind an address on this machine, which answers ranges as an object store does. */
export interface RangeServer {
  readonly address: string;
  /** The next answers go wrong, one after the other. */
  readonly faults: Fault[];
  /** The ranges that were asked for. */
  readonly asked: string[];
  /** Headers of every answer, or instead of its own. */
  readonly headers: Record<string, string>;
  /** The file, and what tells its state. */
  file: { bytes: Uint8Array; etag: string };
  /** Answers all bytes, whatever is asked for. */
  isPlain: boolean;
  /** Does not know `If-Range`. */
  isDeaf: boolean;
  /** Of the answers that have a part. */
  status: number;
}

export async function rangeServer(bytes: Uint8Array): Promise<RangeServer> {
  const state: RangeServer = {
    address: "",
    faults: [],
    asked: [],
    headers: {},
    file: { bytes, etag: '"one"' },
    isPlain: false,
    isDeaf: false,
    status: 206,
  };
  const server = createServer((request, response) => answer(state, request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens to a port
  return Object.assign(state, { address: `http://127.0.0.1:${port}/inputs.npy?signature=secret` });
}

function answer(state: RangeServer, request: IncomingMessage, response: ServerResponse): void {
  const { bytes, etag } = state.file;
  const { range = "", "if-range": known } = request.headers;
  const [, from, last] = (/^bytes=(\d+)-(\d+)$/.exec(range) ?? []).map(Number);
  state.asked.push(`${from}-${last}`);
  const fault = state.faults.shift();
  if (fault === "reset") return void request.socket.destroy();
  if (fault === "429") return void response.writeHead(429, { "retry-after": "7" }).end();
  if (fault === "503") return void response.writeHead(503).end();
  if (state.isPlain || (!state.isDeaf && known !== undefined && known !== etag))
    return void response.writeHead(200, { etag }).end(bytes);
  const part = bytes.subarray(from, last + 1);
  const shift = fault === "elsewhere" ? 1 : 0;
  response.writeHead(state.status, {
    etag,
    "content-range": `bytes ${from + shift}-${last + shift}/${bytes.length}`,
    ...state.headers,
  });
  if (fault === "cut") return void response.end(part.subarray(0, part.length >> 1));
  if (fault === "longer") return void response.end(Buffer.concat([part, part]));
  if (fault === "stall") return void response.write(part.subarray(0, part.length >> 1));
  response.end(part);
}
