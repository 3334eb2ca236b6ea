import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FetchError } from "../src/data/mnist/fetch.ts";
import type { FetchProgress } from "../src/data/mnist/fetch.ts";
import {
  asked,
  content,
  expectDownloaded,
  fetchFrom,
  file,
  half,
  mirrorOf,
  other,
} from "./support/archive.ts";
import { ranged, stalling, whole } from "./support/mirror.ts";
import type { Answer } from "./support/mirror.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

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
