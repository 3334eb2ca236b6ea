import { zlibSync } from "fflate";

/** A picture as a PNG file. @param rgba four bytes a pixel, row by row */
export function png(width: number, height: number, rgba: Uint8Array): Uint8Array {
  const header = new Uint8Array(13);
  const sizes = new DataView(header.buffer);
  sizes.setUint32(0, width);
  sizes.setUint32(4, height);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits a channel, red green blue alpha
  const rows = new Uint8Array(height * (1 + 4 * width)); // each row begins with its filter, 0 for none
  for (let y = 0; y < height; y++)
    rows.set(rgba.subarray(4 * y * width, 4 * (y + 1) * width), y * (1 + 4 * width) + 1);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    chunk("IDAT", zlibSync(rows)),
    chunk("IEND", new Uint8Array(0)),
  ];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** The same as a URL that holds the file. */
export function pngUrl(width: number, height: number, rgba: Uint8Array): string {
  let bytes = "";
  for (const byte of png(width, height, rgba)) bytes += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(bytes)}`;
}

/** Length, name, content, and a check sum of name and content. */
function chunk(name: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  for (let k = 0; k < 4; k++) bytes[4 + k] = name.charCodeAt(k);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, checkSum(bytes.subarray(4, content.length + 8)));
  return bytes;
}

/** CRC-32, as in the PNG specification, annex D. */
function checkSum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
