const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Three bytes as four letters each, the last ones filled up by =. @see RFC 4648, section 4 */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  let letters = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    letters += LETTERS[group >> 18] + LETTERS[(group >> 12) & 63];
    letters += b === undefined ? "=" : LETTERS[(group >> 6) & 63];
    letters += c === undefined ? "=" : LETTERS[group & 63];
    if (letters.length < 2 ** 16) continue;
    parts.push(letters); // in pieces: a list of all letters could have more items than an engine allows
    letters = "";
  }
  return parts.join("") + letters;
}
