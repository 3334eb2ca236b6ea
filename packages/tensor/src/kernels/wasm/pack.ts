import {
  advance,
  I32,
  int,
  loadVector,
  interleave,
  repeat,
  routine,
  storeVector,
  V128,
} from "./assembler.ts";
import type { Code, Local, Routine } from "./assembler.ts";
import type { Element } from "./element.ts";
import { SPARSE } from "./sparse.ts";

/** How wide panels of B are: one or two vectors for the tiles of dense products, more where A is a list. */
export const packWidths: readonly number[] = [1, 2, SPARSE];

/** `pack` takes rows of B as they are, `packTransposed` rows of Bᵀ. */
export const packName = ({ dtype }: Element, transposed: boolean, vectors: number): string =>
  `${dtype}-${transposed ? "packTransposed" : "pack"}-${vectors}`;

/**
 * Copies a panel of B, `vectors` vectors wide, so that its rows follow each other.
 *
 *   (from, fromRow, to, K)     addresses and steps in bytes
 *
 * Where B ends within the panel, it takes whatever lies beyond: columns that nobody reads.
 */
export const pack = (element: Element, transposed: boolean, vectors: number): Routine =>
  routine(packName(element, transposed, vectors), 4, ([from, fromRow, to, K], fresh) => {
    const here = fresh(I32);
    const row = transposed
      ? [
          here.set(from.get),
          ...Array.from({ length: vectors * element.lanes }, (_, lane) => [
            ...element.copy(to.get, lane * element.bytes, here.get),
            ...advance(here, fromRow.get),
          ]).flat(),
          ...advance(from, int(element.bytes)),
        ]
      : [
          ...Array.from({ length: vectors }, (_, at) =>
            storeVector(to.get, 16 * at, loadVector(from.get, 16 * at)),
          ).flat(),
          ...advance(from, fromRow.get),
        ];
    return repeat(K, row, advance(to, int(16 * vectors)));
  });

export const packSquaresName = ({ dtype }: Element, vectors: number): string =>
  `${dtype}-packSquares-${vectors}`;

/**
 * `packTransposed` of as many rows at a time as a vector has lanes: squares, transposed in registers.
 *
 *   (from, fromRow, to, count of squares above each other)
 */
export const packSquares = (element: Element, vectors: number): Routine =>
  routine(packSquaresName(element, vectors), 4, ([from, fromRow, to, count], fresh) => {
    const here = fresh(I32);
    const rows = Array.from({ length: element.lanes }, () => fresh(V128));
    const columns = Array.from({ length: element.lanes }, () => fresh(V128));
    return repeat(
      count,
      here.set(from.get),
      ...Array.from({ length: vectors }, (_, at) => [
        ...rows.flatMap((row) => [row.set(loadVector(here.get, 0)), ...advance(here, fromRow.get)]),
        ...transpose(rows, columns),
        ...columns.flatMap((column, k) => storeVector(to.get, 16 * (vectors * k + at), column.get)),
      ]),
      advance(from, int(16)),
      advance(to, int(16 * vectors * element.lanes)),
    );
  });

/** Columns from rows. The rows are lost where there are four. */
function transpose(rows: readonly Local[], columns: readonly Local[]): Code {
  const pair = (a: number, b: number, from: readonly Local[], to: readonly Local[], lanes: number): Code =>
    [0, 1].flatMap((half) => to[half === 0 ? a : b].set(interleave(from[a].get, from[b].get, lanes, half)));
  if (rows.length === 2) return pair(0, 1, rows, columns, 2);
  // Numbers of rows 0 and 2, and 1 and 3, side by side; then of all four.
  const mixed = [...pair(0, 2, rows, columns, 4), ...pair(1, 3, rows, columns, 4)];
  return [
    ...mixed,
    ...rows.flatMap((row, at) => row.set(columns[at].get)),
    ...[0, 1].flatMap((half) => columns[half].set(interleave(rows[0].get, rows[1].get, 4, half))),
    ...[0, 1].flatMap((half) => columns[2 + half].set(interleave(rows[2].get, rows[3].get, 4, half))),
  ];
}
