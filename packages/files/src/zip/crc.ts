/** The remainder of a byte for the polynomial of CRC-32, its bits reversed. */
const remainders = Int32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** The check sum of zip. @see RFC 1952, section 8 */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) sum = (sum >>> 8) ^ remainders[(sum ^ bytes[at]) & 255];
  return (sum ^ 0xffffffff) >>> 0;
}
