import { advance, I32, int, loadVector, repeat, routine, storeVector, V128 } from "../engine/assembler.ts";
import type { Routine } from "../engine/assembler.ts";
import { elements } from "../engine/element.ts";
import type { Element } from "../engine/element.ts";

const [, double] = elements;

/**
 * G ← g² in double precision, and G ← G + g², for g in either precision.
 *
 * (G, g, pairs of entries)
 */
export const squares = (element: Element): Routine[] =>
  (["squares", "addSquares"] as const).map((name) =>
    routine(`${element.dtype}-${name}`, 3, ([G, g, pairs], fresh) => {
      const x = fresh(V128);
      const square = double.multiply(x.get, x.get);
      return repeat(
        pairs,
        x.set(element.loadDoubles(g.get)),
        storeVector(G.get, 0, name === "squares" ? square : double.add(loadVector(G.get, 0), square)),
        advance(G, int(16)),
        advance(g, int(2 * element.bytes)),
      );
    }),
  );

export const centredName = (from: Element, to: Element): string => `${from.dtype}-centred-${to.dtype}`;

/**
 * X − c, row by row, in double precision or in that of X.
 *
 * (X, bytes of a row, c, to, rows, vectors of columns of the result)
 */
export const centred = (from: Element, to: Element): Routine =>
  routine(centredName(from, to), 6, ([X, row, c, result, rows, vectors], fresh) => {
    const [here, shift, left] = [fresh(I32), fresh(I32), fresh(I32)];
    const load = from === to ? loadVector(here.get, 0) : from.loadDoubles(here.get);
    return repeat(
      rows,
      here.set(X.get),
      shift.set(c.get),
      left.set(vectors.get),
      repeat(
        left,
        storeVector(result.get, 0, to.subtract(load, loadVector(shift.get, 0))),
        advance(here, int(to.lanes * from.bytes)),
        advance(shift, int(16)),
        advance(result, int(16)),
      ),
      advance(X, row.get),
    );
  });
