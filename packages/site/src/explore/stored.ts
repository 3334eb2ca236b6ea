// In place of a library that compresses, for the picture of a network: it stays in the page, so its size does not matter.

/** The most bytes of a stored block (RFC 1951, 3.2.4). */
const BLOCK = 0xffff;

/** Bytes in the zlib format (RFC 1950), without compression. */
export function zlibSync(bytes: Uint8Array): Uint8Array {
  const blocks = Math.max(Math.ceil(bytes.length / BLOCK), 1);
  const out = new Uint8Array(2 + 5 * blocks + bytes.length + 4);
  const view = new DataView(out.buffer);
  view.setUint16(0, 0x7801); // a window of 32 kB, and a check sum of these two bytes
  let at = 2;
  for (let k = 0; k < blocks; k++) {
    const block = bytes.subarray(k * BLOCK, (k + 1) * BLOCK);
    view.setUint8(at, Number(k === blocks - 1)); // the last one says so
    view.setUint16(at + 1, block.length, true);
    view.setUint16(at + 3, ~block.length & 0xffff, true);
    out.set(block, at + 5);
    at += 5 + block.length;
  }
  view.setUint32(at, adler32(bytes));
  return out;
}

/** RFC 1950, section 8. */
function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}
