import {
  advance,
  I32,
  int,
  loadVector,
  repeat,
  routine,
  storeVector,
  unequal,
  V128,
  doWhile,
} from "./assembler.ts";
import type { Code, Local, Routine } from "./assembler.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";

/** Routines on numbers of either precision that sum in double precision, two entries at a time. */
export const statistics = (element: Element): Routine[] => [
  sumDifferences(element),
  centre(element),
  addSquares(element),
];

const [, double] = elements;
const load = (pointer: Local): Code => loadVector(pointer.get, 0);
const store = (pointer: Local, value: Code): Code => storeVector(pointer.get, 0, value);

/**
 * Two columns at a time, down all rows.
 *
 * (X, bytes of a row, totals, rows, pairs of columns)
 */
const sumDifferences = (element: Element): Routine =>
  routine(`${element.dtype}-sumDifferences`, 5, ([X, row, totals, rows, pairs], fresh) => {
    const [here, left] = [fresh(I32), fresh(I32)];
    const [total, first] = [fresh(V128), fresh(V128)];
    const step = double.subtract(element.loadDoubles(here.get), first.get);
    return repeat(
      pairs,
      here.set(X.get),
      left.set(rows.get),
      first.set(element.loadDoubles(X.get)),
      total.set(double.subtract(first.get, first.get)),
      repeat(left, total.set(double.add(total.get, step)), advance(here, row.get)),
      store(totals, total.get),
      advance(totals, int(16)),
      advance(X, int(2 * element.bytes)),
    );
  });

/** (X, shift, end of shift, centred, squared, rows) */
const centre = (element: Element): Routine =>
  routine(`${element.dtype}-centre`, 6, ([X, shift, end, centred, squared, rows], fresh) => {
    const [here, x] = [fresh(I32), fresh(V128)];
    return repeat(
      rows,
      here.set(shift.get),
      doWhile(
        unequal(here.get, end.get),
        x.set(double.subtract(element.loadDoubles(X.get), load(here))),
        store(centred, x.get),
        store(squared, double.multiply(x.get, x.get)),
        advance(X, int(2 * element.bytes)),
        ...[here, centred, squared].map((pointer) => advance(pointer, int(16))),
      ),
    );
  });

/** (G, g, pairs of entries) */
const addSquares = (element: Element): Routine =>
  routine(`${element.dtype}-addSquares`, 3, ([G, g, pairs], fresh) => {
    const x = fresh(V128);
    return repeat(
      pairs,
      x.set(element.loadDoubles(g.get)),
      store(G, double.add(load(G), double.multiply(x.get, x.get))),
      advance(G, int(16)),
      advance(g, int(2 * element.bytes)),
    );
  });
