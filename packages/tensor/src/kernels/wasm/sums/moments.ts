import {
  advance,
  I32,
  int,
  interleave,
  loadVector,
  repeat,
  routine,
  storeVector,
  V128,
} from "../engine/assembler.ts";
import type { Code, Local, Routine } from "../engine/assembler.ts";
import { plus, promoteLow } from "../engine/doubles.ts";
import type { Element } from "../engine/element.ts";
import type { Fresh } from "../engine/exponential.ts";
import { STEP } from "./weights.ts";

/** The moments of which numbers. */
export interface MomentsKind {
  /** Of the numbers x. */
  readonly of: Element;
  /** Of the sums; singles are summed of singles alone. */
  readonly sum: Element;
  /** Vectors of weights at a time. */
  readonly vectors: number;
  /** Whether it sums with equal weights too. */
  readonly equal: boolean;
}

const kindName = ({ of, sum, vectors, equal }: MomentsKind): string =>
  `${sum.dtype}-of-${of.dtype}-${vectors}${equal ? "-equal" : ""}`;

export const denseMomentsName = (kind: MomentsKind): string => `denseMoments-${kindName(kind)}`;
export const nonzeroMomentsName = (kind: MomentsKind): string => `nonzeroMoments-${kindName(kind)}`;

/** The number at an address in all lanes, in the precision of the sums. */
export const loadNumber = ({ of, sum }: MomentsKind, address: Code): Code =>
  of === sum ? of.loadSplat(address, 0) : of.loadSplatDouble(address);

/** Σ x B and Σ x² B of some numbers x, and Σ x and Σ x² if they are wanted. Each row of B is loaded once for both sums. */
export interface MomentSums {
  /** Loads the sums so far from C; in single precision, begins with 0. */
  readonly begin: (C: Local) => Code;
  /** Adds x, which is in all lanes, with its row of B, some bytes beyond an address. */
  readonly add: (x: Local, b: Local, offset?: number) => Code;
  /**
   * Writes to C, in double precision: double sums went on from it, and single ones are added to it. The sums of x stand before those of x², and those
   * of equal weights, a vector each, behind both.
   */
  readonly end: (C: Local) => Code;
}

export function momentSums({ sum: precision, vectors, equal }: MomentsKind, fresh: Fresh): MomentSums {
  const [square, factor, zero] = [fresh(V128), fresh(V128), fresh(V128)]; // a local is 0 until it is set
  const sums = Array.from({ length: 2 * vectors + (equal ? 2 : 0) }, () => fresh(V128));
  const [own, ofSquares, [sumOfX, sumOfSquares]] = [
    sums.slice(0, vectors),
    sums.slice(vectors, 2 * vectors),
    sums.slice(2 * vectors),
  ];
  const isDouble = precision.dtype === "f64";
  const gain = (to: Local, value: Code): Code => to.set(precision.add(to.get, value));
  return {
    begin: (C) => sums.map((sum, at) => sum.set(isDouble ? loadVector(C.get, 16 * at) : zero.get)),
    add: (x, b, offset = 0) => [
      square.set(precision.multiply(x.get, x.get)),
      equal ? [gain(sumOfX, x.get), gain(sumOfSquares, square.get)] : [],
      own.map((sum, at) => [
        factor.set(loadVector(b.get, offset + 16 * at)),
        gain(sum, precision.multiply(x.get, factor.get)),
        gain(ofSquares[at], precision.multiply(square.get, factor.get)),
      ]),
    ],
    end: (C) =>
      isDouble ? sums.map((sum, at) => storeVector(C.get, 16 * at, sum.get)) : addSingles(C, sums),
  };
}

/** Adds vectors of singles to twice as many vectors of doubles. */
const addSingles = (C: Local, sums: readonly Local[]): Code =>
  sums.flatMap(({ get }, at) =>
    [get, interleave(get, get, 2, 1)].map((four, half) => {
      const offset = 16 * (2 * at + half);
      return storeVector(C.get, offset, plus(loadVector(C.get, offset), promoteLow(four)));
    }),
  );

/** Rows at a time: a panel of weights has whole groups of them, see `GROUP`. */
export const PAIR = 2;

/**
 * The {@link momentSums} of each column of X: a row of C for each.
 *
 * (X, bytes of a row, B, C, bytes of a row of C, pairs of rows, columns)
 */
export const denseMoments = (kind: MomentsKind): Routine =>
  routine(denseMomentsName(kind), 7, ([X, row, B, C, cRow, pairs, columns], fresh) => {
    const [here, b, left, x] = [fresh(I32), fresh(I32), fresh(I32), fresh(V128)];
    const { begin, add, end } = momentSums(kind, fresh);
    return repeat(
      columns,
      here.set(X.get),
      b.set(B.get),
      left.set(pairs.get),
      begin(C),
      repeat(
        left,
        Array.from({ length: PAIR }, (_, at) => [
          x.set(loadNumber(kind, here.get)),
          add(x, b, at * STEP),
          advance(here, row.get),
        ]),
        advance(b, int(PAIR * STEP)),
      ),
      end(C),
      advance(X, int(kind.of.bytes)),
      advance(C, cRow.get),
    );
  });
