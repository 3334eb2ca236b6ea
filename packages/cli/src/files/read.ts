import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { FormatError, ValueError } from "@espalier/tensor";
import type { Io } from "../io.ts";

/** The standard streams, in place of a path. */
export const STANDARD = "-";

/** What an error calls a path. */
export const nameOf = (path: string): string => (path === STANDARD ? "standard input" : path);

/** A packed file that holds more than this is refused before it fills the memory. */
const MOST_UNPACKED = 2 ** 31;

/**
 * The bytes of a file, or of standard input for `-`. What ends in .gz is unpacked.
 *
 * @throws ValueError when there is no such file, or it cannot be read
 */
export async function readBytes({ folder, stdin }: Io, path: string): Promise<Uint8Array> {
  if (path === STANDARD) return collect(stdin);
  const bytes = await readFile(resolve(folder, path)).catch((error: NodeJS.ErrnoException): never => {
    throw new ValueError(path, "a file that can be read", reasons[error.code ?? ""] ?? error.message);
  });
  return path.endsWith(".gz") ? unpack(path, bytes) : bytes;
}

/** Why the system does not read or write a file. */
export const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EISDIR: "a folder",
  ENOTDIR: "a path through something that is no folder",
  EACCES: "one that this user may not use",
  EROFS: "one on a file system that cannot be written",
  ENOSPC: "no space left there",
};

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

function unpack(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch (error) {
    throw new FormatError(path, "gzip", error instanceof Error ? error.message : String(error));
  }
}
