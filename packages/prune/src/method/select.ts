import type { Data } from "@espalier/tensor";

/**
 * The k-th smallest of some numbers without NaN, k from 1 on, in time proportional to how many there are.
 *
 * The bits of a double, read as a whole number, ascend with it once a negative one has all of them turned round, and any other its
 * sign. They are found 16 at a time: a histogram of the numbers that begin as found so far tells how the k-th goes on.
 */
export function kthSmallest(lists: readonly Data[], k: number): number {
  // The upper 32 bits of the answer, by two histograms, then the lower ones.
  let [upper, lower, left] = [0, 0, k];
  for (let place = 0; place < 4; place++) {
    const counts = new Uint32Array(2 ** 16);
    for (const list of lists) count(counts, list, place, upper, lower);
    let digit = 0;
    while (counts[digit] < left) left -= counts[digit++];
    const shifted = place % 2 === 0 ? digit * 2 ** 16 : digit;
    if (place < 2) upper += shifted;
    else lower += shifted;
  }
  const sign = upper >>> 31 === 1 ? 0x80000000 : 0xffffffff; // what has been turned round
  words[HIGH] = upper ^ sign;
  words[LOW] = sign === 0xffffffff ? ~lower : lower;
  return double[0];
}

/** Counts 16 bits of each number whose bits before them are those found. */
function count(counts: Uint32Array, list: Data, place: number, upper: number, lower: number): void {
  for (let at = 0; at < list.length; at++) {
    double[0] = list[at] + 0; // 0 for −0
    const turned = words[HIGH] >> 31; // all bits of a negative number
    const first = (words[HIGH] ^ (turned | 0x80000000)) >>> 0;
    if (place === 0) counts[first >>> 16]++;
    else if (place === 1) {
      if (first >>> 16 === upper >>> 16) counts[first & 0xffff]++;
    } else if (first === upper) {
      const last = (words[LOW] ^ turned) >>> 0;
      if (place === 2) counts[last >>> 16]++;
      else if (last >>> 16 === lower >>> 16) counts[last & 0xffff]++;
    }
  }
}

const double = Float64Array.of(1);
const words = new Uint32Array(double.buffer);
/** Where the word with the sign is, which the order of bytes of the machine decides: 1 is 0x3ff00000 and 0. */
const HIGH = words[1] === 0 ? 0 : 1;
const LOW = 1 - HIGH;
