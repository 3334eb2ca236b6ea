import {
  I32,
  interleave,
  loadVector,
  routine,
  storeVector,
  unequal,
  V128,
  when,
} from "../engine/assembler.ts";
import type { Code, Local, Routine } from "../engine/assembler.ts";
import { plus, promoteLow } from "../engine/doubles.ts";
import type { Element } from "../engine/element.ts";
import { forEachEntry, forEachList } from "./nonzeros.ts";

/** The moments of which lists. */
export interface MomentsKind {
  /** Of the numbers in the lists. */
  readonly listed: Element;
  /** Of the sums; singles are summed of singles alone. */
  readonly sum: Element;
  /** Vectors of weights at a time. */
  readonly vectors: number;
  /** Whether it sums with equal weights too. */
  readonly equal: boolean;
}

export const nonzeroMomentsName = ({ listed, sum, vectors, equal }: MomentsKind): string =>
  `${listed.dtype}-nonzeroMoments-${sum.dtype}-${vectors}${equal ? "-equal" : ""}`;

/**
 * For each list, C += Σ x B and, behind it in C, Σ x² B over the entries of the list: a number x, and the place of a row of B that is
 * `vectors` vectors of the sums' precision. Each row of B is loaded once for both sums. C is in double precision. Double sums go on from it,
 * and single ones start from 0 and are added to it. Behind them are Σ x and Σ x², a vector each, if they are wanted.
 *
 * (lists, ends, B, C, bytes of a row of C, number of lists)
 */
export const nonzeroMoments = (kind: MomentsKind): Routine =>
  routine(nonzeroMomentsName(kind), 6, ([lists, ends, B, C, row, count], fresh) => {
    const { listed, sum: precision, vectors, equal } = kind;
    const [here, end, b] = [fresh(I32), fresh(I32), fresh(I32)];
    const [x, square, factor, zero] = [fresh(V128), fresh(V128), fresh(V128), fresh(V128)]; // a local is 0 until it is set
    const sums = Array.from({ length: 2 * vectors + (equal ? 2 : 0) }, () => fresh(V128));
    const [own, ofSquares, [sumOfX, sumOfSquares]] = [
      sums.slice(0, vectors),
      sums.slice(vectors, 2 * vectors),
      sums.slice(2 * vectors),
    ];
    const isDouble = precision.dtype === "f64";
    const gain = (to: Local, value: Code): Code => to.set(precision.add(to.get, value));
    const walk = { lists, ends, here, end };
    return forEachList(
      listed,
      walk,
      { C, row, count },
      when(unequal(here.get, end.get), [
        sums.map((sum, at) => sum.set(isDouble ? loadVector(C.get, 16 * at) : zero.get)),
        forEachEntry(
          listed,
          walk,
          { b, B },
          x.set(isDouble ? listed.loadSplatDouble(here.get) : listed.loadSplat(here.get, 0)),
          square.set(precision.multiply(x.get, x.get)),
          equal ? [gain(sumOfX, x.get), gain(sumOfSquares, square.get)] : [],
          own.map((sum, at) => [
            factor.set(loadVector(b.get, 16 * at)),
            gain(sum, precision.multiply(x.get, factor.get)),
            gain(ofSquares[at], precision.multiply(square.get, factor.get)),
          ]),
        ),
        isDouble ? sums.map((sum, at) => storeVector(C.get, 16 * at, sum.get)) : addSingles(C, sums),
      ]),
    );
  });

/** Adds vectors of singles to twice as many vectors of doubles. */
const addSingles = (C: Local, sums: readonly Local[]): Code =>
  sums.flatMap(({ get }, at) =>
    [get, interleave(get, get, 2, 1)].map((four, half) => {
      const offset = 16 * (2 * at + half);
      return storeVector(C.get, offset, plus(loadVector(C.get, offset), promoteLow(four)));
    }),
  );
