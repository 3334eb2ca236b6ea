import { I32, loadVector, routine, storeVector, unequal, V128, when } from "../engine/assembler.ts";
import type { Code, Local, Routine } from "../engine/assembler.ts";
import { elements } from "../engine/element.ts";
import type { Element } from "../engine/element.ts";
import { forEachEntry, forEachList } from "./nonzeros.ts";

const [, double] = elements;

export const nonzeroMomentsName = ({ dtype }: Element, vectors: number): string =>
  `${dtype}-nonzeroMoments-${vectors}`;

/**
 * For each list, C += Σ x B and, behind it in C, Σ x² B over the entries of the list: a number x in either precision, and the place
 * of a row of B that is `vectors` vectors of doubles. Each row of B is loaded once for both sums.
 *
 * (lists, ends, B, C, bytes of a row of C, number of lists)
 */
export const nonzeroMoments = (element: Element, vectors: number): Routine =>
  routine(nonzeroMomentsName(element, vectors), 6, ([lists, ends, B, C, row, count], fresh) => {
    const [here, end, b] = [fresh(I32), fresh(I32), fresh(I32)];
    const [x, square, factor] = [fresh(V128), fresh(V128), fresh(V128)];
    const sums = Array.from({ length: 2 * vectors }, () => fresh(V128));
    const gain = (sum: Local, times: Local): Code =>
      sum.set(double.add(sum.get, double.multiply(times.get, factor.get)));
    const walk = { lists, ends, here, end };
    return forEachList(
      element,
      walk,
      { C, row, count },
      when(
        unequal(here.get, end.get),
        [
          ...sums.map((sum, at) => sum.set(loadVector(C.get, 16 * at))),
          forEachEntry(
            element,
            walk,
            { b, B },
            x.set(element.loadSplatDouble(here.get)),
            square.set(double.multiply(x.get, x.get)),
            ...sums
              .slice(0, vectors)
              .map((sum, at) => [
                factor.set(loadVector(b.get, 16 * at)),
                ...gain(sum, x),
                ...gain(sums[vectors + at], square),
              ]),
          ),
          ...sums.map((sum, at) => storeVector(C.get, 16 * at, sum.get)),
        ].flat(),
      ),
    );
  });
