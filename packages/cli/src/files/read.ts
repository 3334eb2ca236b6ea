import { open, readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Format } from "@espalier/formats/files";
import { FormatError, ValueError } from "@espalier/tensor";
import type { Io } from "../io.ts";
import { isPacked, nameOf, STANDARD } from "./paths.ts";
import { aboutFile, systemCode } from "./reasons.ts";

/** The most bytes of a file of any format. */
const MOST_BYTES = 2 ** 31 - 1;

/** How many bytes can be read. */
type Limit = Pick<Format, "mostBytes">;

/**
 * The bytes of a file, or of standard input for `-`. Names that end in .gz, in any case, are unpacked.
 *
 * @param format the file's; files that are too large for it are refused before they fill the memory
 * @throws ValueError when the file does not exist or cannot be read
 * @throws FormatError when it has too many bytes, also once it is unpacked
 */
export async function readBytes(
  { folder, stdin }: Io,
  path: string,
  format: Limit = {},
): Promise<Uint8Array> {
  return path === STANDARD ? collect(stdin, format) : readFileBytes(folder, path, format);
}

/** {@link readBytes} of a file. */
export async function readFileBytes(
  folder: string,
  path: string,
  { mostBytes = MOST_BYTES }: Limit = {},
): Promise<Uint8Array> {
  const file = resolve(folder, path);
  try {
    const size = await sizeOf(path, file);
    if (size > mostBytes) throw tooLarge(path, mostBytes, `${size}`);
    const bytes = await readFile(file);
    return isPacked(path) ? unpack(path, bytes, mostBytes) : bytes;
  } catch (error) {
    throw aboutFile(path, "a file that can be read", error);
  }
}

/** The bytes of a file, and of a packed one as far as it says how many it packs. A stream has none yet. */
async function sizeOf(path: string, file: string): Promise<number> {
  const found = await stat(file);
  if (!found.isFile() || !isPacked(path) || found.size < 4) return found.size;
  const handle = await open(file, "r");
  try {
    // The last four bytes give the unpacked size, modulo 2³² (RFC 1952, section 2.3.1). One byte unpacks to at most 1032. A larger number
    // is not a size: the file then has other bytes behind the end of gzip.
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, found.size - 4);
    const unpacked = buffer.readUInt32LE();
    return unpacked > 1032 * found.size ? found.size : unpacked;
  } finally {
    await handle.close();
  }
}

const tooLarge = (path: string, most: number, received: string): FormatError =>
  new FormatError(
    nameOf(path),
    most < MOST_BYTES
      ? `at most ${most} bytes of text (csv, npy and npz files may be larger)`
      : `at most ${most} bytes`,
    received,
  );

/** The streams that were read to their end. */
const read = new WeakSet<AsyncIterable<Uint8Array>>();

async function collect(
  stream: AsyncIterable<Uint8Array>,
  { mostBytes = MOST_BYTES }: Limit,
): Promise<Uint8Array> {
  if (read.has(stream)) throw new ValueError(nameOf(STANDARD), "one file from it", "two");
  read.add(stream);
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of stream) {
      size += part.length;
      if (size > mostBytes) throw tooLarge(STANDARD, mostBytes, "more");
      parts.push(part);
    }
  } catch (error) {
    throw aboutFile(nameOf(STANDARD), "a stream that can be read", error);
  }
  return Buffer.concat(parts);
}

function unpack(path: string, bytes: Uint8Array, most: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    if (systemCode(error) === "ERR_BUFFER_TOO_LARGE") throw tooLarge(path, most, "more in gzip");
    throw new FormatError(path, "gzip", error instanceof Error ? error.message : String(error));
  }
}
