import { readIdxBytes, readIdxHeader } from "@espalier/formats/idx";
import type { ByteArray } from "@espalier/formats/idx";
import { gunzip, gunzipStart, isGzip } from "./gzip.ts";

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
