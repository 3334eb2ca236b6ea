import {
  add,
  advance,
  bitCount,
  doWhile,
  I32,
  int,
  integers,
  loadInt,
  loadVector,
  multiply,
  plusInts,
  repeat,
  routine,
  splatInt,
  storeInt,
  storeVector,
  swizzle,
  timesInts,
  unequal,
  V128,
} from "../engine/assembler.ts";
import type { Code, Local, Routine } from "../engine/assembler.ts";
import type { Element } from "../engine/element.ts";
import type { Fresh } from "../engine/exponential.ts";
import { LONGEST, orders } from "../engine/scratch.ts";
import { transpose } from "../engine/transpose.ts";

/**
 * Lists of the nonzero entries in the rows or columns of a matrix. A sum of products that starts from 0 is never −0, so a term of ±0
 * changes no bit of it and can be left out. That fails if the other factor is infinite or NaN; then the lists hold every entry
 * (`keep` is −1 instead of 0).
 *
 * A list holds its numbers one after the other. `placesBeyond` bytes behind each number is the offset of its factor, in bytes,
 * as a 32-bit integer.
 */
export const placesBeyond = ({ bytes }: Element): number => (LONGEST.K + 16) * bytes;

/** The bytes from one list to the next. */
export const listSize = (element: Element): number => 2 * placesBeyond(element);

/** Where a routine is in its lists: the list, the end of each, the entry, the row of B that it is for. */
interface Walk {
  readonly lists: Local;
  readonly ends: Local;
  readonly here: Local;
  readonly end: Local;
}

/** Goes through all lists: `here` and `end` are those of the list, and `row` bytes further in C is the row of the next one. */
export const forEachList = (
  element: Element,
  { lists, ends, here, end }: Walk,
  { C, row, count }: { readonly C: Local; readonly row: Local; readonly count: Local },
  ...body: readonly Code[]
): Code =>
  repeat(
    count,
    here.set(lists.get),
    end.set(loadInt(ends.get, 0)),
    ...body,
    advance(lists, int(listSize(element))),
    advance(ends, int(4)),
    advance(C, row.get),
  );

/** Goes through the entries of a list that has some: `b` is the row of B that an entry is for. */
export const forEachEntry = (
  element: Element,
  { here, end }: Walk,
  { b, B }: { readonly b: Local; readonly B: Local },
  ...body: readonly Code[]
): Code =>
  doWhile(
    unequal(here.get, end.get),
    b.set(add(B.get, loadInt(here.get, placesBeyond(element)))),
    ...body,
    advance(here, int(element.bytes)),
  );

interface Collector {
  /** Starts a list: its first factor is at 0, and each next one `step` bytes further. */
  readonly begin: (step: Local) => Code;
  /** Appends the numbers that are not 0 to the list that ends at `end`, without a branch: zeros are hard to predict. */
  readonly append: (numbers: Local, end: Local) => Code;
  /** Moves the places on by one vector of numbers. */
  readonly moveOn: (step: Local) => Code;
}

function collector(element: Element, keep: Local, fresh: Fresh): Collector {
  const [bits, places, order] = [fresh(I32), fresh(V128), fresh(V128)];
  const { bytes, lanes, dtype } = element;
  const lane = lanes === 4 ? integers([0, 1, 2, 3]) : integers([0, 0, 1, 1]);
  // Read as a floating-point number, the integer −1 is NaN, which equals no number.
  const none = splatInt(keep.get);
  return {
    begin: (step) => places.set(timesInts(splatInt(step.get), lane)),
    append: (numbers, end) => [
      ...bits.set(element.bitmask(element.unequal(numbers.get, none))),
      ...order.set(loadVector(multiply(bits.get, int(16)), orders[dtype])),
      ...storeVector(end.get, 0, swizzle(numbers.get, order.get)),
      ...storeVector(end.get, placesBeyond(element), swizzle(places.get, order.get)),
      ...advance(end, multiply(bitCount(bits.get), int(bytes))),
    ],
    moveOn: (step) => places.set(plusInts(places.get, splatInt(multiply(step.get, int(lanes))))),
  };
}

export const rowNonzerosName = ({ dtype }: Element): string => `${dtype}-rowNonzeros`;

/**
 * A list for each row of A.
 *
 * (A, bytes of a row, step from factor to factor, lists, ends of the lists, rows, vectors of a row, keep)
 */
export const rowNonzeros = (element: Element): Routine =>
  routine(rowNonzerosName(element), 8, ([A, row, step, lists, ends, rows, vectors, keep], fresh) => {
    const [here, end, left, numbers] = [fresh(I32), fresh(I32), fresh(I32), fresh(V128)];
    const { begin, append, moveOn } = collector(element, keep, fresh);
    return repeat(
      rows,
      here.set(A.get),
      end.set(lists.get),
      left.set(vectors.get),
      begin(step),
      repeat(
        left,
        numbers.set(loadVector(here.get, 0)),
        append(numbers, end),
        moveOn(step),
        advance(here, int(16)),
      ),
      storeInt(ends.get, 0, end.get),
      advance(ends, int(4)),
      advance(lists, int(listSize(element))),
      advance(A, row.get),
    );
  });

export const columnNonzerosName = ({ dtype }: Element): string => `${dtype}-columnNonzeros`;

/**
 * A list for each column of B. Squares of it are transposed in registers.
 *
 * (B, bytes of a row, step from factor to factor, lists, ends of the lists, vectors of columns, squares above each other, keep)
 */
export const columnNonzeros = (element: Element): Routine =>
  routine(columnNonzerosName(element), 8, ([B, row, step, lists, ends, vectors, squares, keep], fresh) => {
    const [here, left] = [fresh(I32), fresh(I32)];
    const lanes = Array.from({ length: element.lanes }, (_, lane) => ({
      row: fresh(V128),
      column: fresh(V128),
      end: fresh(I32),
      list: lane * listSize(element),
    }));
    const { begin, append, moveOn } = collector(element, keep, fresh);
    return repeat(
      vectors,
      here.set(B.get),
      lanes.flatMap(({ end, list }) => end.set(add(lists.get, int(list)))),
      left.set(squares.get),
      begin(step),
      repeat(
        left,
        lanes.flatMap((lane) => [...lane.row.set(loadVector(here.get, 0)), ...advance(here, row.get)]),
        transpose(
          lanes.map((lane) => lane.row),
          lanes.map((lane) => lane.column),
        ),
        lanes.flatMap(({ column, end }) => append(column, end)),
        moveOn(step),
      ),
      lanes.flatMap(({ end }, at) => storeInt(ends.get, 4 * at, end.get)),
      advance(ends, int(4 * element.lanes)),
      advance(lists, int(element.lanes * listSize(element))),
      advance(B, int(16)),
    );
  });
