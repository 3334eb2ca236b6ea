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
  when,
} from "../engine/assembler.ts";
import type { Routine } from "../engine/assembler.ts";
import type { Element } from "../engine/element.ts";
import { forEachEntry, forEachList } from "./nonzeros.ts";

export const nonzeroSumsName = ({ dtype }: Element): string => `${dtype}-nonzeroSums`;

/** Vectors of sums at a time: enough to hide the latency of an addition. */
export const WIDE = 8;

/**
 * C = Σ x B, or C += Σ x B, over the entries of each list: a number x, and the place of a row of B that is {@link WIDE} vectors.
 *
 * (lists, ends, B, C, bytes of a row of C, number of lists, continues)
 */
export const nonzeroSums = (element: Element): Routine =>
  routine(nonzeroSumsName(element), 7, ([lists, ends, B, C, row, count, continues], fresh) => {
    const [here, end, b] = [fresh(I32), fresh(I32), fresh(I32)];
    const [x, zero] = [fresh(V128), fresh(V128)]; // a local is 0 until it is set
    const sums = Array.from({ length: WIDE }, () => fresh(V128));
    const walk = { lists, ends, here, end };
    return forEachList(
      element,
      walk,
      { C, row, count },
      ...sums.map((sum) => sum.set(zero.get)),
      when(
        continues.get,
        sums.flatMap((sum, at) => sum.set(loadVector(C.get, 16 * at))),
      ),
      when(
        unequal(here.get, end.get),
        forEachEntry(
          element,
          walk,
          { b, B },
          x.set(element.loadSplat(here.get, 0)),
          ...sums.map((sum, at) =>
            sum.set(element.add(sum.get, element.multiply(x.get, loadVector(b.get, 16 * at)))),
          ),
        ),
      ),
      ...sums.map((sum, at) => storeVector(C.get, 16 * at, sum.get)),
    );
  });

export const zeroTimesName = ({ dtype }: Element): string => `${dtype}-zeroTimes`;

/** Vectors at a time. */
export const VECTORS = 4;

/**
 * Σ 0 x: zeros if all numbers are finite, with a NaN in it if one is not.
 *
 * (X, groups of {@link VECTORS} vectors, sums)
 */
export const zeroTimes = (element: Element): Routine =>
  routine(zeroTimesName(element), 3, ([X, groups, to], fresh) => {
    const zero = fresh(V128);
    const sums = Array.from({ length: VECTORS }, () => fresh(V128));
    return [
      ...repeat(
        groups,
        ...sums.map((sum, at) =>
          sum.set(element.add(sum.get, element.multiply(zero.get, loadVector(X.get, 16 * at)))),
        ),
        advance(X, int(16 * VECTORS)),
      ),
      ...storeVector(
        to.get,
        0,
        element.add(element.add(sums[0].get, sums[1].get), element.add(sums[2].get, sums[3].get)),
      ),
    ];
  });
