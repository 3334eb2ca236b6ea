import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { permutation, seededRandom } from "@espalier/tensor";
import { expect } from "vitest";
import { sha256 } from "../../src/mnist/download.ts";
import { fetchMnist } from "../../src/mnist/fetch.ts";
import type { Fetched, FetchOptions } from "../../src/mnist/fetch.ts";
import { writeIdx } from "./idx.ts";
import { startMirror } from "./mirror.ts";
import type { Answer, Mirror } from "./mirror.ts";

/** A made-up archive. Its bytes are random, as others would be packed to next to nothing. */
export const unpacked = writeIdx({
  shape: [256, 256],
  data: Uint8Array.from(permutation(2 ** 16, seededRandom(1))),
});
export const content: Uint8Array = gzipSync(unpacked);
export const half = content.length >> 1;
export const archive = { name: "digits-idx2-ubyte", bytes: content.length, sha256: sha256(content) };
export const file = "digits-idx2-ubyte.gz";

/** As long as the archive, and something else. */
export const other = content.toReversed();

/** A mirror of the archive, or of other bytes under its name. */
export const mirrorOf = (answer: Answer, bytes: Uint8Array = content): Promise<Mirror> =>
  startMirror({ [file]: bytes }, answer);

/** Fetches the archive. */
export const fetchFrom = (
  folder: string,
  mirrors: readonly Mirror[],
  more: Partial<FetchOptions> = {},
): Promise<readonly Fetched[]> =>
  fetchMnist({
    folder,
    mirrors: mirrors.map(({ url }) => url),
    archives: [archive],
    onProgress: () => {},
    signal: new AbortController().signal,
    ...more,
  });

/** The archive is in the folder, and nothing else. */
export async function expectDownloaded(folder: string, result: readonly Fetched[]): Promise<void> {
  const path = join(folder, file);
  expect(result).toEqual([{ path, outcome: "downloaded" }]);
  expect(sha256(await readFile(path))).toBe(archive.sha256);
  expect(await readdir(folder)).toEqual([file]);
}

/** What was asked of a mirror, in turn: a range, or everything. */
export const asked = ({ requests }: Mirror): readonly string[] =>
  requests.map(({ range }) => range ?? "everything");
