import {
  add,
  advance,
  and,
  doWhile,
  I32,
  int,
  loadVector,
  multiply,
  repeat,
  routine,
  storeVector,
  unequal,
  V128,
  when,
} from "../engine/assembler.ts";
import type { Code, Local, Routine } from "../engine/assembler.ts";
import type { Element } from "../engine/element.ts";

/**
 * The order of A in memory: by rows, A_mk beside A_m(k+1), or by columns, A_mk beside A_(m+1)k.
 */
export type Order = "rows" | "columns";

/** The part of C that a routine computes at a time: a number of rows, and a number of vectors of columns. */
export interface Tile {
  readonly order: Order;
  readonly rows: number;
  readonly vectors: number;
}

/**
 * The rows of the tiles for panels of one, two and three vectors, from the highest to the lowest. Eight or nine accumulators hide the
 * latency of an addition and leave registers for the factors; the lower tiles compute the last rows, as many at a time as there are.
 */
// prettier-ignore
export const heights: readonly (readonly [vectors: number, rows: readonly number[]])[] = [
  [1, [8, 4, 2, 1]],
  [2, [4, 3, 2, 1]],
  [3, [3, 2, 1]],
];

/** All tiles. */
export const tiles: readonly Tile[] = (["rows", "columns"] as const).flatMap((order) =>
  heights.flatMap(([vectors, all]) => all.map((rows) => ({ order, rows, vectors }))),
);

const POINTERS = 4;

/** Steps between two checks for the end; the last ones are taken one by one. */
const TOGETHER = 4;

export const panelName = ({ dtype }: Element, { order, rows, vectors }: Tile): string =>
  `${dtype}-${order}-${rows}x${vectors}`;

/**
 * C = A B, or C += A B, for a panel of B, `vectors` vectors wide, and `count` times `rows` rows of A and C. Every entry has
 * one accumulator, k ascends, and each product is rounded before it is added: the definition, bit for bit.
 *
 *   (a, aStep, b, bRow, c, cRow, count, K, continues)     addresses and steps in bytes
 *
 * aStep is from row to row, or from column to column, as A lies in memory; `continues` is 0 if the sums start from 0.
 */
export const panel = (element: Element, tile: Tile): Routine =>
  routine(panelName(element, tile), 9, ([a, aStep, b, bRow, c, cRow, count, K, continues], fresh) => {
    const { order, rows, vectors } = tile;
    const { bytes } = element;
    const sums = grid(rows, vectors, () => fresh(V128));
    const factors = Array.from({ length: vectors }, () => fresh(V128));
    const [splat, zero] = [fresh(V128), fresh(V128)]; // a local is 0 until it is set
    const [cHere, bHere, bEnd] = [fresh(I32), fresh(I32), fresh(I32)];
    // Each row of A has a pointer, up to four: more would not stay in registers. In a column, one pointer reaches all rows.
    const aHere = Array.from({ length: order === "rows" ? Math.min(rows, POINTERS) : 1 }, () => fresh(I32));
    const far = fresh(I32);
    const entry = (row: number, step: number): Code => {
      if (order === "columns") return element.loadSplat(aHere[0].get, row * bytes);
      const { get } = aHere[row % POINTERS];
      return element.loadSplat(row < POINTERS ? get : add(get, far.get), step * bytes);
    };
    /** Adds the next products to all sums, `together` times, and advances the pointers. */
    const products = (together: number): Code => [
      ...Array.from({ length: together }, (_, step) => [
        ...factors.map((factor, at) => factor.set(loadVector(bHere.get, 16 * at))),
        ...sums.map((row, r) => [
          splat.set(entry(r, step)),
          ...row.flatMap((sum, at) =>
            sum.set(element.add(sum.get, element.multiply(splat.get, factors[at].get))),
          ),
        ]),
        ...(order === "columns" ? advance(aHere[0], aStep.get) : []),
        ...advance(bHere, bRow.get),
      ]).flat(),
      ...(order === "rows" ? aHere.map((pointer) => advance(pointer, int(together * bytes))) : []),
    ];

    return repeat(
      count,
      ...sums.flat().map((sum) => sum.set(zero.get)),
      when(
        continues.get,
        eachRow(sums, c, cRow, cHere, (sum, offset) => sum.set(loadVector(cHere.get, offset))),
      ),
      aHere[0].set(a.get),
      ...aHere.slice(1).map((pointer, at) => pointer.set(add(aHere[at].get, aStep.get))),
      far.set(multiply(aStep.get, int(POINTERS))),
      bHere.set(b.get),
      [TOGETHER, 1].map((together) => [
        bEnd.set(
          add(bHere.get, multiply(bRow.get, and(K.get, int(together > 1 ? -together : TOGETHER - 1)))),
        ),
        when(unequal(bHere.get, bEnd.get), doWhile(unequal(bHere.get, bEnd.get), products(together))),
      ]),
      eachRow(sums, c, cRow, cHere, (sum, offset) => storeVector(cHere.get, offset, sum.get)),
      c.set(cHere.get),
      advance(a, order === "rows" ? multiply(aStep.get, int(rows)) : int(rows * bytes)),
    );
  });

/** Code for every vector of a tile. `here` moves from row to row and ends at the row below the tile. */
const eachRow = (
  sums: readonly (readonly Local[])[],
  c: Local,
  cRow: Local,
  here: Local,
  code: (sum: Local, offset: number) => Code,
): Code => [
  here.set(c.get),
  ...sums.flatMap((row) => [...row.flatMap((sum, at) => code(sum, 16 * at)), ...advance(here, cRow.get)]),
];

const grid = <T>(rows: number, columns: number, make: () => T): T[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, make));
