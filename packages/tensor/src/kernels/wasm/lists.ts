import {
  advance,
  add,
  and,
  extractLane,
  I32,
  int,
  loadInt,
  loadVector,
  or,
  repeat,
  routine,
  splatInt,
  storeInt,
  V128,
} from "./assembler.ts";
import type { Code, Local, Routine } from "./assembler.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";

/**
 * Lists of what is not zero. A sum of products that starts from 0 is never −0, so a term of ±0 changes no bit of it, and to leave
 * it out is to compute the same sum. That fails where the other factor is infinite or NaN; then lists hold all (`keep`).
 */

/** An entry of a list: a number, in either precision, and 8 bytes beyond it its index. */
export const ENTRY = 16;
export const INDEX = 8;

/** So many entries are looked at together. */
export const GROUP = 4;

const [, double] = elements;

/** Writes one lane where `at` is, and moves on if its mask is set. */
const append = (element: Element, at: Local, numbers: Local, mask: Local, lane: number, index: Code): Code =>
  [
    element.storeLane(at.get, numbers.get, lane),
    storeInt(at.get, INDEX, index),
    advance(at, and(extractLane(mask.get, (lane * 4) / element.lanes), int(ENTRY))),
  ].flat();

/** Numbers that are looked at together, and the mask of those that are not 0. */
interface Vector {
  readonly numbers: Local;
  readonly mask: Local;
  readonly value: Code;
}

/** Sets the vectors and their masks. There is no branch: which numbers are 0 is hard to foretell. */
const masked = (
  element: Element,
  { keep, zero }: { readonly keep: Local; readonly zero: Local },
  vectors: readonly Vector[],
): Code =>
  vectors.flatMap(({ numbers, mask, value }) => [
    numbers.set(value),
    mask.set(or(element.unequal(numbers.get, zero.get), keep.get)),
  ]);

export const columnListsName = ({ dtype }: Element): string => `${dtype}-columnLists`;

/**
 * A list for each column of X − c, of doubles. `ends` holds where each list begins, and in the end where it ends.
 *
 * (X, bytes of a row, shift c, ends, rows, groups of a row, keep)
 */
export const columnLists = (element: Element): Routine =>
  routine(columnListsName(element), 7, ([X, row, shift, ends, rows, groups, keep], fresh) => {
    const [here, c, end, at, left, index] = [I32, I32, I32, I32, I32, I32].map(fresh);
    const all = { keep: fresh(V128), zero: fresh(V128) }; // a local is 0 until it is set
    const vectors = Array.from({ length: GROUP / double.lanes }, (_, number) => ({
      numbers: fresh(V128),
      mask: fresh(V128),
      value: double.subtract(
        element.loadDoubles(add(here.get, int(number * double.lanes * element.bytes))),
        loadVector(c.get, 16 * number),
      ),
    }));
    return [
      ...all.keep.set(splatInt(keep.get)),
      repeat(
        rows,
        here.set(X.get),
        c.set(shift.get),
        end.set(ends.get),
        left.set(groups.get),
        repeat(
          left,
          masked(double, all, vectors),
          vectors.flatMap(({ numbers, mask }, number) =>
            Array.from({ length: double.lanes }, (_, lane) => {
              const place = 4 * (number * double.lanes + lane);
              return [
                at.set(loadInt(end.get, place)),
                ...append(double, at, numbers, mask, lane, index.get),
                ...storeInt(end.get, place, at.get),
              ];
            }).flat(),
          ),
          advance(here, int(GROUP * element.bytes)),
          advance(c, int(GROUP * double.bytes)),
          advance(end, int(4 * GROUP)),
        ),
        advance(index, int(1)),
        advance(X, row.get),
      ),
    ];
  });
