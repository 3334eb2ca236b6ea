import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sha256 } from "../src/data/mnist/download.ts";
import { fetchMnist } from "../src/data/mnist/fetch.ts";
import type { FetchProgress } from "../src/data/mnist/fetch.ts";
import {
  archive,
  content,
  expectDownloaded,
  fetchFrom,
  file,
  half,
  mirrorOf,
  unpacked,
} from "./support/archive.ts";
import { writeIdx } from "./support/idx.ts";
import { ranged, startMirror, whole } from "./support/mirror.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

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

  it("asks the public mirrors for the published archives unless told otherwise", async () => {
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
