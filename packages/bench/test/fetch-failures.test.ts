import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256 } from "../src/data/mnist/download.ts";
import { FetchError } from "../src/data/mnist/fetch.ts";
import {
  archive,
  asked,
  content,
  expectDownloaded,
  fetchFrom,
  file,
  half,
  mirrorOf,
  other,
} from "./support/archive.ts";
import { chunked, ranged, stalling, startMirror, whole } from "./support/mirror.ts";
import type { Answer } from "./support/mirror.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

describe("a mirror that fails", () => {
  const ranging =
    (range: string): Answer =>
    (_, response) => {
      response.writeHead(206, { "Content-Range": range }).end(content.subarray(half));
    };
  const [size, last] = [content.length, content.length - 1];
  const longer = Buffer.concat([content, content]);
  const asking = `expected Content-Range bytes ${half}-${last}/${size}`;

  it.each<readonly [string, Answer, Uint8Array, string]>([
    ["has another file", whole, other, `expected SHA-256 ${archive.sha256}; received ${sha256(other)}`],
    [
      "has a shorter file",
      whole,
      content.subarray(0, half),
      `expected ${size} bytes; received ${half} bytes`,
    ],
    [
      "sends fewer bytes",
      chunked,
      content.subarray(0, half),
      `expected ${size} bytes; received ${half} bytes`,
    ],
    ["sends more bytes", chunked, longer, `expected ${size} bytes; received more`],
    [
      "is out of order",
      (_, response) => response.writeHead(503).end(),
      content,
      "expected HTTP status 200; received 503 Service Unavailable",
    ],
    [
      "sends a part unasked",
      ranging(`bytes ${half}-${last}/${size}`),
      content,
      "expected HTTP status 200; received 206 Partial Content",
    ],
  ])("because it %s is left for the next", async (_, answer, bytes, reason) => {
    const folder = await temporaryFolder();
    const mirror = await mirrorOf(answer, bytes);
    const failing = fetchFrom(folder, [mirror]);
    await expect(failing).rejects.toThrow(`${mirror.url}/${file}: ${reason}`);
    await expectDownloaded(folder, await fetchFrom(folder, [mirror, await mirrorOf(ranged)]));
  });

  it.each([
    ["starts elsewhere", `bytes ${half - 1}-${last}/${size}`],
    ["is of a longer file", `bytes ${half}-${last}/${size + 1}`],
    ["is no range", "lines 1-2/3"],
  ])("because the range it sends %s is left for the next", async (_, range) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, `${file}.part`), content.subarray(0, half));
    const [first, second] = [await mirrorOf(ranging(range)), await mirrorOf(ranged)];
    await expect(fetchFrom(folder, [first])).rejects.toThrow(`${asking}; received ${range}`);
    await expectDownloaded(folder, await fetchFrom(folder, [first, second]));
    expect(asked(second)).toEqual([`bytes=${half}-`]);
  });

  it.each<readonly [string, Answer]>([
    ["never answers", () => {}],
    ["falls silent", stalling(half)],
  ])("because it %s is not waited for any longer", async (_, answer) => {
    const mirror = await mirrorOf(answer);
    const failing = fetchFrom(await temporaryFolder(), [mirror], { patience: 200 });
    await expect(failing).rejects.toThrow(
      `${mirror.url}/${file}: expected a byte within 0.2 s; received none`,
    );
  });

  it("is let go of at once, though it has more to say", async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const watched: typeof fetch = (url, init) => {
      signals.push(init?.signal);
      return fetch(url, init);
    };
    const mirror = await mirrorOf((_, response) => response.writeHead(503).write("wait"));
    const failing = fetchFrom(await temporaryFolder(), [mirror], { fetch: watched });
    await expect(failing).rejects.toThrow("503");
    expect(signals.map((signal) => signal?.aborted)).toEqual([true]);
  });

  it("is named with its reason when all fail, and what is wrong is not kept", async () => {
    const folder = await temporaryFolder();
    const [empty, wrong] = [await startMirror({}, whole), await mirrorOf(whole, other)];
    const refusing: typeof fetch = (url, init) =>
      url === `http://closed/${file}`
        ? Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }))
        : fetch(url, init);
    const mirrors = [empty.url, wrong.url, "http://closed"];
    await expect(fetchFrom(folder, [], { mirrors, fetch: refusing })).rejects.toThrow(
      new FetchError(
        file,
        `${size} bytes from one of 3 mirrors`,
        `\n  ${empty.url}/${file}: expected HTTP status 200; received 404 Not Found` +
          `\n  ${wrong.url}/${file}: expected SHA-256 ${archive.sha256}; received ${sha256(other)}` +
          `\n  http://closed/${file}: fetch failed, connect ECONNREFUSED`,
      ),
    );
    expect(await readdir(folder)).toEqual([]);
  });
});
