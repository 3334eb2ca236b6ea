import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import type { ZlibOptions } from "node:zlib";
import { readIdxBytes, readIdxHeader } from "@espalier/formats/idx";
import type { ByteArray } from "@espalier/formats/idx";
import { FormatError } from "@espalier/tensor";

/**
 * Reads an IDX file of unsigned bytes, packed by gzip or not. Plain bytes are not copied: `data` is a view of them. Of a gzip stream
 * the header is unpacked first, and then at most as many bytes as it announces.
 *
 * @param name of the file, for errors
 * @throws FormatError naming the file, the field and its byte offset, which for gzip counts unpacked bytes
 * @see RFC 1952, section 2.3.1, on how gzip begins
 */
export function readIdx(bytes: Uint8Array, name: string): ByteArray {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return readIdxBytes(bytes, name);
  const unpacked = `${name} (unpacked)`;
  // At most some 4 MB, as deflate packs a byte into no less than 1/1032.
  const head = gunzip(bytes.subarray(0, 4096), name, { finishFlush: constants.Z_SYNC_FLUSH });
  const { start, bytes: size } = readIdxHeader(head, unpacked);
  const whole = gunzip(bytes, name, { maxOutputLength: start + size, chunkSize: 2 ** 20 });
  return readIdxBytes(whole, unpacked);
}

/** @throws FormatError when the stream is corrupt, cut off, or holds more than it may */
function gunzip(bytes: Uint8Array, name: string, options: ZlibOptions): Uint8Array {
  const who = `${name}, gzip at byte 0`;
  try {
    return gunzipSync(bytes, options);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ("code" in error && error.code === "ERR_BUFFER_TOO_LARGE") {
      const most = `at most ${options.maxOutputLength} bytes inside, as the header there says`;
      throw new FormatError(who, most, "more");
    }
    throw new FormatError(who, "an unharmed gzip stream", error.message);
  }
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
