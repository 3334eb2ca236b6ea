import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { sha256 } from "../src/mnist/download.ts";
import type { FetchProgress } from "../src/mnist/download.ts";
import { FetchError, fetchMnist } from "../src/mnist/fetch.ts";
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
  unpacked,
} from "./support/archive.ts";
import { writeIdx } from "./support/idx.ts";
import { chunked, ranged, stalling, startMirror, whole } from "./support/mirror.ts";
import type { Answer } from "./support/mirror.ts";
import { temporaryFolder } from "../../../test-setup/temporary-folder.ts";

describe("fetchMnist", () => {
  it("downloads every archive into a new folder, as it is on the mirror", async () => {
    const labels = gzipSync(writeIdx({ shape: [2], data: Uint8Array.of(3, 4) }));
    const second = { name: "labels-idx1-ubyte", bytes: labels.length, sha256: sha256(labels) };
    const mirror = await startMirror({ [file]: content, "labels-idx1-ubyte.gz": labels }, whole);
    const folder = join(await temporaryFolder(), "new", "mnist");
    const result = await fetchFrom(folder, [mirror], { archives: [archive, second] });
    expect(result.map(({ outcome }) => outcome)).toEqual(["downloaded", "downloaded"]);
    expect(sha256(await readFile(join(folder, file)))).toBe(archive.sha256);
    expect(sha256(await readFile(join(folder, "labels-idx1-ubyte.gz")))).toBe(second.sha256);
    expect(mirror.requests.map((headers) => headers["accept-encoding"])).toEqual(["identity", "identity"]);
  });

  it("tells its progress, from what is there to the whole", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, `${file}.part`), content.subarray(0, 100));
    const events: FetchProgress[] = [];
    await fetchFrom(folder, [await mirrorOf(ranged)], { onProgress: (event) => events.push(event) });
    expect(events[0]).toEqual({ file, received: 100, total: content.length });
    expect(events.at(-1)).toEqual({ file, received: content.length, total: content.length });
    const received = events.map((event) => event.received);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
  });

  it("takes a mirror's folder with or without a slash at its end", async () => {
    const folder = await temporaryFolder();
    const { url } = await mirrorOf(whole);
    await expectDownloaded(folder, await fetchFrom(folder, [], { mirrors: [`${url}/`] }));
  });

  it("asks the public mirrors for the published archives by default", async () => {
    const urls: string[] = [];
    const failing: typeof fetch = (url) => {
      if (typeof url === "string") urls.push(url);
      return Promise.reject(new TypeError("fetch failed"));
    };
    const signal = new AbortController().signal;
    const folder = await temporaryFolder();
    const fetching = fetchMnist({ folder, signal, onProgress: () => {}, fetch: failing });
    await expect(fetching).rejects.toThrow("train-images-idx3-ubyte.gz: expected 9912422 bytes");
    expect(urls).toEqual([
      "https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz",
      "https://storage.googleapis.com/cvdf-datasets/mnist/train-images-idx3-ubyte.gz",
    ]);
  });
});

describe("a file that is already there", () => {
  it("is not fetched again", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, file);
    await writeFile(path, content);
    expect(await fetchFrom(folder, [])).toEqual([{ path, outcome: "present" }]);
  });

  it.each([
    ["packed in another way", file, gzipSync(unpacked, { level: 1 })],
    ["not packed", "digits-idx2-ubyte", unpacked],
    ["spelled with a dot", "digits.idx2-ubyte", unpacked],
  ])("stays as it is when it is valid but %s", async (_, name, bytes) => {
    const folder = await temporaryFolder();
    const path = join(folder, name);
    await writeFile(path, bytes);
    expect(await fetchFrom(folder, [])).toEqual([{ path, outcome: "kept" }]);
    expect(await readdir(folder)).toEqual([name]);
  });

  it("is replaced when it is broken", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, file), content.subarray(0, half));
    await expectDownloaded(folder, await fetchFrom(folder, [await mirrorOf(whole)]));
  });
});

describe("a download that was interrupted", () => {
  it("goes on from where the connection was cut, at the next mirror", async () => {
    const folder = await temporaryFolder();
    const [first, second] = [await mirrorOf(stalling(half)), await mirrorOf(ranged)];
    const onProgress = ({ received }: FetchProgress): void => {
      if (received === half) first.cut();
    };
    await expectDownloaded(folder, await fetchFrom(folder, [first, second], { onProgress }));
    expect(asked(first)).toEqual(["everything"]);
    expect(asked(second)).toEqual([`bytes=${half}-`]);
  });

  it("goes on when fetched again after every mirror was cut", async () => {
    const folder = await temporaryFolder();
    const broken = await mirrorOf(stalling(half));
    const onProgress = ({ received }: FetchProgress): void => {
      if (received === half) broken.cut();
    };
    await expect(fetchFrom(folder, [broken], { onProgress })).rejects.toThrow(FetchError);
    expect(await readFile(join(folder, `${file}.part`))).toEqual(content.subarray(0, half));
    const mended = await mirrorOf(ranged);
    await expectDownloaded(folder, await fetchFrom(folder, [mended]));
    expect(asked(mended)).toEqual([`bytes=${half}-`]);
  });

  it("stops when aborted, with the reason, and keeps what it has", async () => {
    const folder = await temporaryFolder();
    const [first, second] = [await mirrorOf(stalling(half)), await mirrorOf(whole)];
    const controller = new AbortController();
    const reason = new Error("enough");
    const onProgress = ({ received }: FetchProgress): void => {
      if (received === half) controller.abort(reason);
    };
    const { signal } = controller;
    const patience = 3_600_000; // so that it is the signal that ends it
    await expect(fetchFrom(folder, [first, second], { onProgress, signal, patience })).rejects.toBe(reason);
    expect(await readFile(join(folder, `${file}.part`))).toEqual(content.subarray(0, half));
    expect(asked(second)).toEqual([]);
  });

  it.each<readonly [string, Uint8Array, Answer, readonly string[]]>([
    ["starts anew where ranges are not served", content.subarray(0, half), whole, [`bytes=${half}-`]],
    [
      "starts anew where it has more than there is",
      Buffer.concat([content, content]),
      ranged,
      [`bytes=${2 * content.length}-`, "everything"],
    ],
    [
      "starts anew where its beginning turns out wrong",
      other.subarray(0, half),
      ranged,
      [`bytes=${half}-`, "everything"],
    ],
    ["starts anew where all of it turns out wrong", other, ranged, ["everything"]],
    ["is only verified where nothing is missing", content, whole, []],
  ])("%s", async (_, part, answer, requests) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, `${file}.part`), part);
    const mirror = await mirrorOf(answer);
    await expectDownloaded(folder, await fetchFrom(folder, [mirror]));
    expect(asked(mirror)).toEqual(requests);
  });

  it("keeps what it has where a mirror offers a file of another size, such as a log-in page", async () => {
    const folder = await temporaryFolder();
    const part = join(folder, `${file}.part`);
    await writeFile(part, content.subarray(0, half));
    const mirror = await mirrorOf(whole, Buffer.from("<html>"));
    await expect(fetchFrom(folder, [mirror])).rejects.toThrow(`${content.length} bytes; received 6 bytes`);
    expect(await readFile(part)).toEqual(content.subarray(0, half));
  });
});

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
    ["is not a range", "lines 1-2/3"],
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

describe("the patience with a mirror", () => {
  it("is with its next byte, not with all of them", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const patience = 1000;
    const givenUp: boolean[] = [];
    /** Answers, and then sends a byte at a time of the first ten, each after nearly too long. */
    const slow: typeof fetch = (_, init) => {
      let sent = 0;
      const wait = (): void => {
        vi.advanceTimersByTime(0.9 * patience);
        givenUp.push(init?.signal?.aborted ?? false);
      };
      const pull = (controller: ReadableStreamDefaultController): void => {
        wait();
        const end = sent < 10 ? sent + 1 : content.length;
        controller.enqueue(content.subarray(sent, end));
        sent = end;
        if (sent === content.length) controller.close();
      };
      wait();
      // Nothing is sent ahead, so that time passes between one chunk and the next.
      return Promise.resolve(new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    };
    const folder = await temporaryFolder();
    const mirrors = ["http://slow"];
    await expectDownloaded(folder, await fetchFrom(folder, [], { mirrors, fetch: slow, patience }));
    expect(givenUp).toEqual(Array.from({ length: 12 }, () => false));
    // A timer left behind would keep the process from ending.
    expect(vi.getTimerCount()).toBe(0);
  });
});
