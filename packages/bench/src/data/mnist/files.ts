import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { readIdxBytes, readIdxHeader } from "@espalier/formats/idx";
import type { ByteArray } from "@espalier/formats/idx";
import { FormatError } from "@espalier/tensor";

/** Whether bytes begin as gzip does. @see RFC 1952, section 2.3.1 */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/**
 * What the first bytes of a gzip stream hold, as far as they go: at most some 4 MB, as deflate packs a
 * byte into no less than 1/1032.
 *
 * @param name of the file, for errors
 * @throws FormatError when they are corrupt
 */
export const gunzipStart = (bytes: Uint8Array, name: string): Uint8Array =>
  attempt(name, () => gunzipSync(bytes.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH }));

/**
 * What a gzip stream holds.
 *
 * @param most the bytes it may hold; unpacking stops there, however many more there are
 * @param name of the file, for errors
 * @throws FormatError when the stream is corrupt, cut off, or holds more
 */
export const gunzip = (bytes: Uint8Array, most: number, name: string): Uint8Array =>
  attempt(name, () => gunzipSync(bytes, { maxOutputLength: most, chunkSize: 2 ** 20 }), most);

function attempt(name: string, unpack: () => Uint8Array, most?: number): Uint8Array {
  const who = `${name}, gzip at byte 0`;
  try {
    return unpack();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && error.code === "ERR_BUFFER_TOO_LARGE")
      throw new FormatError(who, `at most ${most} bytes inside, as the header there says`, "more");
    throw new FormatError(who, "an unharmed gzip stream", error.message);
  }
}

/**
 * Reads an IDX file of unsigned bytes, packed by gzip or not. Plain bytes are not copied: `data` is a view of them.
 *
 * @param name of the file, for errors
 * @throws FormatError naming the file, the field and its byte offset, which for gzip counts unpacked bytes
 */
export function readIdx(bytes: Uint8Array, name: string): ByteArray {
  if (!isGzip(bytes)) return readIdxBytes(bytes, name);
  const unpacked = `${name} (unpacked)`;
  const { start, bytes: size } = readIdxHeader(gunzipStart(bytes, name), unpacked);
  return readIdxBytes(gunzip(bytes, start + size, name), unpacked);
}

/**
 * The names under which a file goes round: packed or not, and with a dot in place of the second hyphen,
 * `train-images.idx3-ubyte`. The published archive comes first, so that fetching it mends a broken copy.
 */
export function spellings(name: string): readonly string[] {
  const dotted = name.replace("-idx", ".idx");
  return [`${name}.gz`, name, `${dotted}.gz`, dotted];
}

/** The path of a file under the first of its {@link spellings} that is in the folder, if any is. */
export async function locate(folder: string, name: string): Promise<string | undefined> {
  for (const spelling of spellings(name)) {
    const path = join(folder, spelling);
    if ((await statIfThere(path))?.isFile()) return path;
  }
  return undefined;
}

export const isFolder = async (path: string): Promise<boolean> =>
  (await statIfThere(path))?.isDirectory() ?? false;

/** The bytes of a file; 0 where there is none. */
export const bytesOf = async (path: string): Promise<number> => (await statIfThere(path))?.size ?? 0;

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    // ENOTDIR: a part of the path is a file, so nothing is below it.
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
}
