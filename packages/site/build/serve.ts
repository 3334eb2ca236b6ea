import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import sirv from "sirv";
import { POLICY } from "./layout.ts";

export interface ServeOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly base?: string;
  /** Sent with every file, so that workers obey it too; that of the pages by default. */
  readonly policy?: string;
}

/** Serves a folder on this machine alone, with the policy as a header. */
export async function serve(
  folder: string,
  { port, base = "/", policy = POLICY }: ServeOptions,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const files = sirv(folder, { dev: true });
  const server = createServer((request, response) => {
    response.setHeader("Content-Security-Policy", policy);
    const missing = (): void =>
      void response
        .writeHead(404, { "Content-Type": "text/html; charset=utf-8" })
        .end(readFileSync(join(folder, "404.html")));
    if (request.url?.startsWith(base) !== true) return missing();
    request.url = request.url.replace(base, "/");
    files(request, response, missing);
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const { port: bound } = server.address() as AddressInfo; // of a TCP server
  return { url: `http://127.0.0.1:${bound}${base}`, close: () => void server.close() };
}
