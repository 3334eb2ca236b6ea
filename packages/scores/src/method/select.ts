import type { Data } from "@espalier/tensor";

/** The k-th smallest of some numbers, and how many are equal to it and below it. */
export interface Selected {
  readonly value: number;
  readonly below: number;
  readonly equal: number;
}

/**
 * The k-th smallest of some numbers without NaN, k from 1 on, in time proportional to their count. −0 counts as 0.
 *
 * The bits of a double, read as a whole number, have the order of the doubles once all bits of a negative one and the sign of any other
 * are flipped. The bits of the k-th are found 16 at a time, by a histogram of those numbers that agree with it so far. At most `few` numbers
 * are sorted instead.
 */
export function kthSmallest(lists: readonly Data[], k: number, few: number = FEW): Selected {
  let candidates = lists.map((list) => (list instanceof Float64Array ? list : Float64Array.from(list)));
  let below = 0;
  for (let place = 0; place < PLACES; place++) {
    if (sizeOf(candidates) <= few) return amongFew(candidates, k, below);
    const counts = new Uint32Array(2 ** 16);
    for (const list of candidates) countDigits(counts, list, place);
    let digit = 0;
    for (; below + counts[digit] < k; digit++) below += counts[digit];
    candidates = [withDigit(candidates, place, digit, counts[digit])];
  }
  const [all] = candidates;
  return { value: all[0] + 0, below, equal: all.length };
}

/** Up to this count, sorting takes less time than reading the histogram. */
const FEW = 2 ** 12;

const sizeOf = (lists: readonly Data[]): number => lists.reduce((sum, { length }) => sum + length, 0);

/** The k-th smallest of all numbers, of which `smaller` are below all that are left. */
function amongFew(lists: readonly Float64Array[], k: number, smaller: number): Selected {
  const all = new Float64Array(sizeOf(lists));
  let end = 0;
  for (const list of lists) {
    all.set(list, end);
    end += list.length;
  }
  const sorted = all.toSorted();
  const value = sorted[k - 1 - smaller];
  const below = sorted.findIndex((each) => each === value);
  const equal = sorted.findLastIndex((each) => each === value) + 1 - below;
  return { value: value + 0, below: smaller + below, equal };
}

const PLACES = 4;

/** Where the 16 bits of a place are in a double, on a machine that has the last bytes first or one that has not. */
const isLittle = new Uint16Array(Float64Array.of(1).buffer)[3] !== 0;
const offsetOf = (place: number): number => (isLittle ? PLACES - 1 - place : place);

const digitsOf = (list: Float64Array): Uint16Array =>
  new Uint16Array(list.buffer, list.byteOffset, PLACES * list.length);

function countDigits(counts: Uint32Array, list: Float64Array, place: number): void {
  const digits = digitsOf(list);
  const [top, own] = [offsetOf(0), offsetOf(place)];
  for (let at = 0; at < list.length; at++) counts[digitAt(digits, list, at, top, own)]++;
}

/** The digit of a number in the order of the numbers. */
function digitAt(digits: Uint16Array, list: Float64Array, at: number, top: number, own: number): number {
  const first = digits[PLACES * at + top];
  const digit = digits[PLACES * at + own];
  if (first < 0x8000 || (first === 0x8000 && list[at] === 0)) return own === top ? first | 0x8000 : digit;
  return digit ^ 0xffff;
}

/** The numbers with this digit, of which there are `count`. */
function withDigit(
  lists: readonly Float64Array[],
  place: number,
  digit: number,
  count: number,
): Float64Array {
  const found = new Float64Array(count);
  const [top, own] = [offsetOf(0), offsetOf(place)];
  let next = 0;
  for (const list of lists) {
    const digits = digitsOf(list);
    for (let at = 0; at < list.length; at++)
      if (digitAt(digits, list, at, top, own) === digit) found[next++] = list[at];
  }
  return found;
}
