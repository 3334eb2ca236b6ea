import { constants, gunzipSync } from "node:zlib";
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
