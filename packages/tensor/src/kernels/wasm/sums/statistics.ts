import { advance, I32, int, loadVector, repeat, routine, storeVector, V128 } from "../engine/assembler.ts";
import type { Routine } from "../engine/assembler.ts";
import { elements } from "../engine/element.ts";
import type { Element } from "../engine/element.ts";

const [, double] = elements;

/**
 * G ← G + g² in double precision, for g in either precision.
 *
 * (G, g, pairs of entries)
 */
export const addSquares = (element: Element): Routine =>
  routine(`${element.dtype}-addSquares`, 3, ([G, g, pairs], fresh) => {
    const x = fresh(V128);
    return repeat(
      pairs,
      x.set(element.loadDoubles(g.get)),
      storeVector(G.get, 0, double.add(loadVector(G.get, 0), double.multiply(x.get, x.get))),
      advance(G, int(16)),
      advance(g, int(2 * element.bytes)),
    );
  });

export const centredName = ({ dtype }: Element): string => `${dtype}-centred`;

/**
 * X − c in doubles, row by row.
 *
 * (X, bytes of a row, c, to, rows, pairs of columns)
 */
export const centred = (element: Element): Routine =>
  routine(centredName(element), 6, ([X, row, c, to, rows, pairs], fresh) => {
    const [here, shift, left] = [fresh(I32), fresh(I32), fresh(I32)];
    return repeat(
      rows,
      here.set(X.get),
      shift.set(c.get),
      left.set(pairs.get),
      repeat(
        left,
        storeVector(to.get, 0, double.subtract(element.loadDoubles(here.get), loadVector(shift.get, 0))),
        advance(here, int(2 * element.bytes)),
        advance(shift, int(16)),
        advance(to, int(16)),
      ),
      advance(X, row.get),
    );
  });
