import { advance, int, loadVector, repeat, routine, storeVector, V128 } from "./assembler.ts";
import type { Routine } from "./assembler.ts";
import { elements } from "./element.ts";
import type { Element } from "./element.ts";

const [, double] = elements;

/**
 * G ← G + g² in double precision, whatever g is.
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
