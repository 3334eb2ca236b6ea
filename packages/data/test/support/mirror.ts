import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { onTestFinished } from "vitest";

/** A server on this machine that goes when the test ends. */
export interface Mirror {
  readonly url: string;
  /** The headers of every request so far. */
  readonly requests: readonly IncomingHttpHeaders[];
  /** Cuts every connection. */
  cut(): void;
}

/** How a mirror sends a file. */
export type Answer = (headers: IncomingHttpHeaders, response: ServerResponse, content: Uint8Array) => void;

/** A mirror of some files, by name. */
export async function startMirror(
  files: Readonly<Record<string, Uint8Array>>,
  answer: Answer,
): Promise<Mirror> {
  const requests: IncomingHttpHeaders[] = [];
  const server = createServer(({ url = "", headers }, response) => {
    requests.push(headers);
    const name = url.slice(1);
    if (Object.hasOwn(files, name)) answer(headers, response, files[name]);
    else response.writeHead(404).end("no such file");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): void => server.closeAllConnections();
  onTestFinished(() => {
    cut();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return { url: `http://127.0.0.1:${address.port}`, requests, cut };
}

/** Sends all of it, whatever was asked for. */
export const whole: Answer = (_, response, content) => {
  response.writeHead(200, { "Content-Length": content.length }).end(content);
};

/** Sends what was asked for. */
export const ranged: Answer = (headers, response, content) => {
  const { length } = content;
  const [, digits] = /^bytes=(\d+)-$/.exec(headers.range ?? "") ?? [];
  const start = Number(digits);
  if (digits === undefined) whole(headers, response, content);
  else if (start >= length) response.writeHead(416, { "Content-Range": `bytes */${length}` }).end();
  else
    response
      .writeHead(206, { "Content-Range": `bytes ${start}-${length - 1}/${length}` })
      .end(content.subarray(start));
};

/** Sends the first bytes and then nothing more, leaving the connection open. */
export const stalling =
  (sent: number): Answer =>
  (_, response, content) => {
    response.writeHead(200, { "Content-Length": content.length }).write(content.subarray(0, sent));
  };

/** Sends all of it, without saying how much that is. */
export const chunked: Answer = (_, response, content) => {
  response.writeHead(200).write(content.subarray(0, 1));
  response.end(content.subarray(1));
};
