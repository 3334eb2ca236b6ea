import type { Random } from "@espalier/tensor";

/** A file with one kind of damage; `random` draws which and where. */
type Damage = (bytes: Uint8Array, random: Random) => Uint8Array<ArrayBuffer>;

const below = (random: Random, end: number): number => Math.floor(random() * end);

function spliced(bytes: Uint8Array, start: number, end: number, middle: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(start + middle.length + bytes.length - end);
  result.set(bytes.subarray(0, start));
  result.set(middle, start);
  result.set(bytes.subarray(end), start + middle.length);
  return result;
}

const truncated: Damage = (bytes, random) => bytes.slice(0, below(random, bytes.length + 1));

const flipped: Damage = (bytes, random) => {
  const result = bytes.slice();
  for (let flips = 1 + below(random, 4); flips > 0 && result.length > 0; flips--)
    result[below(random, result.length)] ^= 1 << below(random, 8);
  return result;
};

const overwritten: Damage = (bytes, random) => {
  const result = bytes.slice();
  for (let more = 1 + below(random, 3); more > 0 && result.length > 0; more--)
    result[below(random, result.length)] = below(random, 256);
  return result;
};

/** What lengths and sizes may claim. */
const CLAIMS = [
  0n,
  1n,
  2n,
  7n,
  127n,
  128n,
  255n,
  256n,
  2n ** 15n,
  2n ** 16n - 1n,
  2n ** 24n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** A number of 1, 2, 4 or 8 bytes in either order, where one may have been. */
const claimed: Damage = (bytes, random) => {
  const size = [1, 2, 4, 8][below(random, 4)];
  if (bytes.length < size) return bytes.slice();
  const result = bytes.slice();
  const claim = BigInt.asUintN(64, CLAIMS[below(random, CLAIMS.length)]);
  const little = random() < 0.5;
  // Lengths are near the start of most files, and of some near the end.
  const places = bytes.length - size + 1;
  const near = Math.min(64, places);
  const at = [below(random, places), below(random, near), places - 1 - below(random, near)][below(random, 3)];
  for (let byte = 0; byte < size; byte++)
    result[at + (little ? byte : size - 1 - byte)] = Number((claim >> BigInt(8 * byte)) & 255n);
  return result;
};

const removed: Damage = (bytes, random) => {
  const start = below(random, bytes.length + 1);
  return spliced(
    bytes,
    start,
    start + below(random, Math.min(40, bytes.length - start + 1)),
    new Uint8Array(),
  );
};

const repeated: Damage = (bytes, random) => {
  const start = below(random, bytes.length + 1);
  const part = bytes.slice(start, start + below(random, 200));
  return spliced(bytes, start, start, part);
};

const moved: Damage = (bytes, random) => {
  const start = below(random, bytes.length + 1);
  const part = bytes.slice(start, start + below(random, 60));
  const rest = spliced(bytes, start, start + part.length, new Uint8Array());
  const to = below(random, rest.length + 1);
  return spliced(rest, to, to, part);
};

/** A few bytes of one place in another: a name becomes another's, a length another's. */
const copied: Damage = (bytes, random) => {
  const result = bytes.slice();
  const length = Math.min(1 + below(random, 12), bytes.length);
  const from = below(random, bytes.length - length + 1);
  result.set(bytes.subarray(from, from + length), below(random, bytes.length - length + 1));
  return result;
};

/** Eleven bytes of 255 are not a varint; four are NaN in single precision, eight in double. */
const filled: Damage = (bytes, random) => {
  const start = below(random, bytes.length + 1);
  const value = [0, 255, 128, 0x7f][below(random, 4)];
  const length = Math.min([2, 4, 8, 11][below(random, 4)], bytes.length - start);
  return spliced(bytes, start, start + length, new Uint8Array(length).fill(value));
};

/** What may stand in a text where a number, a name or a bracket was. */
const WORDS = [
  "NaN",
  "-1",
  "1e999",
  "1e-999",
  "-0",
  "9007199254740993",
  "18446744073709551616",
  "null",
  "true",
  '""',
  '"\\ud800"',
  "[]",
  "{}",
  "[".repeat(500),
  '{"a":'.repeat(300),
  ",",
  ":",
  '"',
  "\\",
  "\u0000",
  "\uFEFF",
  "(",
  ")",
  "'",
  "\n",
  "\r\n",
  ";",
  "F32",
  "F16",
  "BF16",
  "|O",
  "<c16",
  ">f8",
  "True",
  "__proto__",
  "constructor",
  "é",
];

/** A number, a word or a single sign of a text becomes something else. */
const reworded: Damage = (bytes, random) => {
  const word = new TextEncoder().encode(WORDS[below(random, WORDS.length)]);
  let start = below(random, bytes.length + 1);
  const isWord = (at: number): boolean => /[\w.+-]/.test(String.fromCharCode(bytes[at] ?? 0));
  while (start > 0 && isWord(start - 1)) start--;
  let end = start;
  while (end < bytes.length && end - start < 40 && isWord(end)) end++;
  return spliced(bytes, start, Math.max(end, Math.min(start + 1, bytes.length)), word);
};

export const damages: readonly Damage[] = [
  truncated,
  flipped,
  overwritten,
  claimed,
  removed,
  repeated,
  moved,
  copied,
  filled,
  reworded,
];

/** A file damaged once, or up to four times. */
export function damaged(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let result = bytes.slice();
  for (let times = 1 + below(random, 4) * below(random, 2); times > 0; times--)
    result = damages[below(random, damages.length)](result, random);
  return result;
}
