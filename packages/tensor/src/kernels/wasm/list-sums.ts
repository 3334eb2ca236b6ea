import {
  add,
  advance,
  doWhile,
  I32,
  int,
  loadInt,
  loadVector,
  multiply,
  repeat,
  routine,
  storeVector,
  unequal,
  V128,
  when,
} from "./assembler.ts";
import type { Code, Local, Routine } from "./assembler.ts";
import type { Element } from "./element.ts";
import { ENTRY, INDEX } from "./lists.ts";

export const listSumsName = ({ dtype }: Element, vectors: number, withSquares: boolean): string =>
  `${dtype}-${withSquares ? "listMoments" : "listSums"}-${vectors}`;

/**
 * For each list, C += Σ x B_k over its entries (x, k), for a row of B of so many vectors; with squares also Σ x² B_k, which
 * follows the other in C. What is loaded of B serves both.
 *
 * (lists, size, ends, B, C, bytes of a row of C, number of lists)
 */
export const listSums = (element: Element, vectors: number, withSquares: boolean): Routine =>
  routine(listSumsName(element, vectors, withSquares), 7, ([lists, size, ends, B, C, row, count], fresh) => {
    const [here, end, b] = [fresh(I32), fresh(I32), fresh(I32)];
    const [x, square, factor] = [fresh(V128), fresh(V128), fresh(V128)];
    const sums = Array.from({ length: withSquares ? 2 * vectors : vectors }, () => fresh(V128));
    const gain = (sum: Local, times: Local): Code =>
      sum.set(element.add(sum.get, element.multiply(times.get, factor.get)));
    return repeat(
      count,
      here.set(lists.get),
      end.set(loadInt(ends.get, 0)),
      when(
        unequal(here.get, end.get),
        [
          ...sums.map((sum, at) => sum.set(loadVector(C.get, 16 * at))),
          doWhile(
            unequal(here.get, end.get),
            b.set(add(B.get, multiply(loadInt(here.get, INDEX), int(16 * vectors)))),
            x.set(element.loadSplat(here.get, 0)),
            withSquares ? square.set(element.multiply(x.get, x.get)) : [],
            ...sums
              .slice(0, vectors)
              .map((sum, at) => [
                factor.set(loadVector(b.get, 16 * at)),
                ...gain(sum, x),
                ...(withSquares ? gain(sums[vectors + at], square) : []),
              ]),
            advance(here, int(ENTRY)),
          ),
          ...sums.map((sum, at) => storeVector(C.get, 16 * at, sum.get)),
        ].flat(),
      ),
      advance(lists, size.get),
      advance(ends, int(4)),
      advance(C, row.get),
    );
  });
