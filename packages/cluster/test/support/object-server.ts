import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { Random } from "@espalier/tensor";

/** What an object store may do to a request. */
export const mishaps = [
  "429",
  "503",
  "409",
  "no answer",
  "cut before",
  "cut after",
  "cut in the middle",
] as const;
export type Mishap = (typeof mishaps)[number];

/** An object store on this machine, with the rules that S3 has: an object is there as a whole, and `If-None-Match: *` never replaces one. */
export interface ObjectServer {
  readonly address: string;
  readonly objects: Map<string, Buffer>;
  /** What happens to the next requests, in turn; undefined for none. */
  readonly next: (Mishap | undefined)[];
  /** The methods of all requests, and the status of each answer. */
  readonly log: string[];
  readonly close: () => Promise<void>;
}

/** @param share the share of requests to which something happens, besides those in `next`; but none waits for no answer */
export async function startObjects(share = 0, random: Random = Math.random): Promise<ObjectServer> {
  const objects = new Map<string, Buffer>();
  const next: ObjectServer["next"] = [];
  const log: string[] = [];
  const drawn = mishaps.filter((mishap) => mishap !== "no answer");
  const draw = (): Mishap | undefined =>
    random() < share ? drawn[Math.floor(random() * drawn.length)] : undefined;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers } = request;
    const event = next.length > 0 ? next.shift() : draw();
    const mishap = event === "409" && method !== "PUT" ? undefined : event; // two writers met
    const end = (status: number, head: Record<string, string | number> = {}, body?: Buffer): void => {
      log.push(`${method} ${status}`);
      response.writeHead(status, head);
      if (mishap === "cut in the middle" && body !== undefined && body.length > 1) {
        response.write(body.subarray(0, body.length / 2));
        setTimeout(() => response.destroy(), 5);
      } else response.end(body);
    };
    if (mishap === "cut before") return void request.socket.destroy();
    if (mishap === "no answer") return;
    if (mishap === "cut in the middle" && method === "PUT") {
      request.once("data", () => request.socket.destroy()); // what has come so far is not an object
      return;
    }
    const body = await buffer(request);
    if (mishap === "429" || mishap === "503" || mishap === "409")
      return end(Number(mishap), mishap === "429" ? { "retry-after": "0.01" } : {});
    if (url.includes("/refused/")) return end(403);
    const isThere = objects.has(url);
    const isKept = method === "PUT" && headers["if-none-match"] === "*" && isThere;
    if (method === "PUT" && !isKept) {
      if (body.length !== Number(headers["content-length"])) return end(400);
      objects.set(url, body);
    }
    if (method === "DELETE") objects.delete(url);
    if (mishap === "cut after") return void request.socket.destroy();
    if (method === "PUT") return end(isKept ? 412 : 200);
    if (method === "DELETE") return end(204);
    const found = objects.get(url);
    if (found === undefined) return end(404);
    if (method === "HEAD") return end(200, { "content-length": found.length });
    const [, from, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "") ?? [];
    if (from === undefined) return end(200, {}, found);
    const part = found.subarray(Number(from), Number(last) + 1);
    if (part.length === 0) return end(416);
    end(
      206,
      {
        "content-length": part.length,
        "content-range": `bytes ${from}-${Number(from) + part.length - 1}/${found.length}`,
        etag: `"${createHash("sha256").update(found).digest("hex")}"`,
      },
      part,
    );
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens to a port
  return {
    address: `http://127.0.0.1:${port}/bucket/espalier`,
    objects,
    next,
    log,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
