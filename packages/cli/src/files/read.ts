import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { FormatError, ValueError } from "@espalier/tensor";
import type { Io } from "../io.ts";
import { isPacked, nameOf, STANDARD } from "./paths.ts";
import { aboutFile } from "./reasons.ts";

/** Larger packed files are refused before they fill the memory. */
const MOST_UNPACKED = 2 ** 31;

/**
 * The bytes of a file, or of standard input for `-`. Names that end in .gz, in any case, are unpacked.
 *
 * @throws ValueError when the file does not exist or cannot be read
 */
export async function readBytes({ folder, stdin }: Io, path: string): Promise<Uint8Array> {
  return path === STANDARD ? collect(stdin) : readFileBytes(folder, path);
}

/** {@link readBytes} of a file. */
export async function readFileBytes(folder: string, path: string): Promise<Uint8Array> {
  const bytes = await readFile(resolve(folder, path)).catch((error: unknown): never => {
    throw aboutFile(path, "a file that can be read", error);
  });
  return isPacked(path) ? unpack(path, bytes) : bytes;
}

/** The streams that were read to their end. */
const read = new WeakSet<AsyncIterable<Uint8Array>>();

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (read.has(stream)) throw new ValueError(nameOf(STANDARD), "one file from it", "two");
  read.add(stream);
  const parts: Uint8Array[] = [];
  try {
    for await (const part of stream) parts.push(part);
  } catch (error) {
    throw aboutFile(nameOf(STANDARD), "a stream that can be read", error);
  }
  return Buffer.concat(parts);
}

function unpack(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
  } catch (error) {
    throw new FormatError(path, "gzip", error instanceof Error ? error.message : String(error));
  }
}
