/**
 * Positions in a list sorted by their numbers, from the smallest on; those of equal numbers keep their order. No number is NaN, and −0
 * counts as 0.
 *
 * In time proportional to their count: the bits of a double, read as a whole number, have the order of the doubles once all bits of a negative
 * one and the sign of any other are flipped. Positions are sorted by eleven of these bits at a time, the least significant first. Keys move along
 * with them, so that memory is read in order. Bits that all numbers share, as the last ones of single precision, take no time.
 */
export function sortByValue(list: Float64Array, order: Uint32Array): Uint32Array {
  let from = keysOf(list, order);
  let to: Keys = {
    high: new Uint32Array(order.length),
    low: new Uint32Array(order.length),
    order: order.slice(),
  };
  for (const word of ["low", "high"] as const)
    for (const shift of [0, BITS, 2 * BITS])
      if (moveByDigit(from, to, from[word], shift)) [from, to] = [to, from];
  return from.order;
}

/** Sortable numbers of 64 bits as two words, and the positions that they belong to. */
interface Keys {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
  readonly order: Uint32Array;
}

const BITS = 11; // three digits cover a word
const DIGITS = 2 ** BITS;

/** The word of a double with the sign, on a machine that has the last bytes first or one that has not. */
const isLittle = new Uint32Array(Float64Array.of(1).buffer)[1] !== 0;

function keysOf(list: Float64Array, order: Uint32Array): Keys {
  const words = new Uint32Array(list.buffer, list.byteOffset, 2 * list.length);
  const [high, low] = [new Uint32Array(order.length), new Uint32Array(order.length)];
  const first = isLittle ? 1 : 0;
  for (let next = 0; next < order.length; next++) {
    const at = order[next];
    const [h, l] = [words[2 * at + first], words[2 * at + 1 - first]];
    const isNegative = h >>> 31 === 1 && !(h === 0x8000_0000 && l === 0);
    high[next] = isNegative ? ~h : h | 0x8000_0000;
    low[next] = isNegative ? ~l : l;
  }
  return { high, low, order };
}

/** Moves keys to where their digit belongs, in their order. @returns false where all have the same digit, and nothing is moved */
function moveByDigit(from: Keys, to: Keys, word: Uint32Array, shift: number): boolean {
  const N = word.length;
  const starts = new Uint32Array(DIGITS + 1);
  for (let at = 0; at < N; at++) starts[((word[at] >>> shift) & (DIGITS - 1)) + 1]++;
  if (starts.includes(N, 1)) return false;
  for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1] += starts[digit];
  for (let at = 0; at < N; at++) {
    const next = starts[(word[at] >>> shift) & (DIGITS - 1)]++;
    to.high[next] = from.high[at];
    to.low[next] = from.low[at];
    to.order[next] = from.order[at];
  }
  return true;
}
