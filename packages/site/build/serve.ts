import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import { POLICY } from "./layout.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".npy": "application/octet-stream",
};

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
  const server = createServer(({ url = "/", headers }, response) => {
    const { pathname } = new URL(url, "http://localhost");
    const path = normalize(join(folder, decodeURIComponent(pathname.replace(base, "/"))));
    const found = existsSync(path) && statSync(path).isDirectory() ? join(path, "index.html") : path;
    const exists = found.startsWith(folder) && pathname.startsWith(base) && existsSync(found);
    const file = exists ? found : join(folder, "404.html");
    const type = types[extname(file)] ?? "application/octet-stream";
    const isText = /text|json|svg/.test(type) && String(headers["accept-encoding"]).includes("gzip");
    const bytes = readFileSync(file);
    response.writeHead(exists ? 200 : 404, {
      "Content-Type": type,
      "Content-Security-Policy": policy,
      ...(isText && { "Content-Encoding": "gzip" }),
    });
    response.end(isText ? gzipSync(bytes) : bytes);
  });
  await new Promise<void>((listening) => server.listen(port, "127.0.0.1", listening));
  const { port: bound } = server.address() as AddressInfo; // of a TCP server
  return { url: `http://127.0.0.1:${bound}${base}`, close: () => void server.close() };
}
