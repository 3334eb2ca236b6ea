import { advance, I32, int, repeat, routine, storeVector, V128 } from "../engine/assembler.ts";
import type { Code, Local, Routine } from "../engine/assembler.ts";
import {
  advanceTwo,
  bitsWithout,
  constant,
  greater,
  loadPair,
  maximum,
  minus,
  over,
  plus,
  spreadLane,
  storeDoubles,
  storeOne,
  times,
} from "../engine/doubles.ts";
import type { Element } from "../engine/element.ts";
import { exponential } from "../engine/exponential.ts";
import type { Fresh } from "../engine/exponential.ts";

/** Routines that sum, in double precision. */
export const sums = (element: Element): Routine[] => [
  columnSums(element),
  negativeSums(element),
  exponentialSums(element),
  softmax(element),
];

/** Σ x */
const columnSums = (element: Element): Routine => sumDown("columnSums", element, ["X"], ([x]) => x);

/** Σ c min(x, 0) */
const negativeSums = (element: Element): Routine =>
  sumDown("negativeSums", element, ["X", "c"], ([x, c]) => bitsWithout(times(c, x), greater(x, constant(0))));

/**
 * The sums of a term, eight columns at a time, down all rows.
 *
 * (each array, bytes of a row, sums, rows, groups of eight columns)
 */
const sumDown = (
  name: string,
  element: Element,
  arrays: readonly string[],
  term: (pairs: readonly Code[]) => Code,
): Routine =>
  routine(`${element.dtype}-${name}`, arrays.length + 4, (parameters, fresh) => {
    const pointers = parameters.slice(0, arrays.length);
    const [row, to, rows, groups] = parameters.slice(arrays.length);
    const here = pointers.map(() => fresh(I32));
    const pairs = pointers.map(() => fresh(V128));
    const left = fresh(I32);
    const parts = Array.from({ length: 4 }, () => fresh(V128));
    return repeat(
      groups,
      ...here.map((pointer, at) => pointer.set(pointers[at].get)),
      left.set(rows.get),
      ...parts.map((part) => part.set(constant(0))),
      repeat(
        left,
        ...parts.map((part, at) => [
          ...pairs.flatMap((pair, which) => pair.set(loadPair(element, here[which].get, at))),
          part.set(plus(part.get, term(pairs.map(({ get }) => get)))),
        ]),
        ...here.map((pointer) => advance(pointer, row.get)),
      ),
      ...parts.map((part, at) => storeVector(to.get, 16 * at, part.get)),
      advance(to, int(64)),
      ...pointers.map((pointer) => advance(pointer, int(8 * element.bytes))),
    );
  });

/** The largest of a row, and the sum around it; in both lanes. */
const sumUp = (element: Element, X: Local, pairs: Local, fresh: Fresh): [Local, Local, Code] => {
  const [here, left] = [fresh(I32), fresh(I32)];
  const [largest, total, x, e] = [fresh(V128), fresh(V128), fresh(V128), fresh(V128)];
  const eachPair = (...body: readonly Code[]): Code => [
    here.set(X.get),
    left.set(pairs.get),
    repeat(left, ...body, advanceTwo(element, here)),
  ];
  const code = [
    largest.set(element.loadDoubles(X.get)),
    ...eachPair(largest.set(maximum(largest.get, element.loadDoubles(here.get)))),
    largest.set(maximum(spreadLane(largest.get, 0), spreadLane(largest.get, 1))),
    total.set(constant(0)),
    ...eachPair(
      x.set(minus(element.loadDoubles(here.get), largest.get)),
      exponential(fresh, x, e),
      total.set(plus(total.get, e.get)),
    ),
    total.set(plus(spreadLane(total.get, 0), spreadLane(total.get, 1))),
  ];
  return [largest, total, code];
};

/** (X, largest, totals, rows, pairs of a row) */
const exponentialSums = (element: Element): Routine =>
  routine(`${element.dtype}-exponentialSums`, 5, ([X, toLargest, toTotals, rows, pairs], fresh) => {
    const [largest, total, code] = sumUp(element, X, pairs, fresh);
    const left = fresh(I32);
    return repeat(
      rows,
      code,
      storeOne(toLargest.get, largest.get),
      storeOne(toTotals.get, total.get),
      ...[toLargest, toTotals].map((pointer) => advance(pointer, int(8))),
      left.set(pairs.get),
      repeat(left, advanceTwo(element, X)),
    );
  });

/** (X, P, rows, pairs of a row) */
const softmax = (element: Element): Routine =>
  routine(`${element.dtype}-softmax`, 4, ([X, P, rows, pairs], fresh) => {
    const [largest, total, code] = sumUp(element, X, pairs, fresh);
    const [left, x, e] = [fresh(I32), fresh(V128), fresh(V128)];
    return repeat(
      rows,
      code,
      left.set(pairs.get),
      repeat(
        left,
        x.set(minus(element.loadDoubles(X.get), largest.get)),
        exponential(fresh, x, e),
        storeDoubles(element, P.get, over(e.get, total.get)),
        ...[X, P].map((pointer) => advanceTwo(element, pointer)),
      ),
    );
  });
