import { open, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { httpRanges } from "@espalier/formats/ranges";
import type { ByteRanges } from "@espalier/formats/ranges";
import { ValueError } from "@espalier/tensor";
import { isPacked, nameOf, STANDARD } from "./paths.ts";
import { readFileBytes } from "./read.ts";
import { aboutFile } from "./reasons.ts";

/** Whether a path is an address, which is read by HTTP. */
export const isAddress = (path: string): boolean => /^https?:\/\//.test(path);

/**
 * Reads ranges of bytes from a file or an address. The file is opened for each range, so nothing has to be closed. A packed
 * file is unpacked in memory.
 *
 * @throws ValueError when it cannot be read, or not by ranges
 */
export async function openRanges(folder: string, path: string): Promise<ByteRanges> {
  if (isAddress(path)) return httpRanges(path);
  const expected = "a file that can be read from any byte on";
  if (path === STANDARD) throw new ValueError(nameOf(path), expected, "a stream");
  if (isPacked(path)) return rangesOf(path, await readFileBytes(folder, path));
  const file = resolve(folder, path);
  const failed = (error: unknown): never => {
    throw aboutFile(path, "a file that can be read", error);
  };
  const found = await stat(file).catch(failed);
  if (!found.isFile()) throw new ValueError(path, expected, found.isDirectory() ? "a folder" : "a stream");
  return {
    name: path,
    size: found.size,
    read: (from, to) => readRange(file, from, to).catch(failed),
  };
}

const rangesOf = (name: string, bytes: Uint8Array): ByteRanges => ({
  name,
  size: bytes.length,
  read: (from, to) => Promise.resolve(bytes.subarray(from, to)),
});

async function readRange(file: string, from: number, to: number): Promise<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const bytes = new Uint8Array(to - from);
    let next = 0;
    while (next < bytes.length) {
      const { bytesRead } = await handle.read(bytes, next, bytes.length - next, from + next);
      if (bytesRead === 0) throw new ValueError(file, `${to} bytes`, `${from + next}`);
      next += bytesRead;
    }
    return bytes;
  } finally {
    await handle.close();
  }
}
