import { advance, I32, int, loadVector, repeat, routine, storeVector, V128 } from "./assembler.ts";
import type { Routine } from "./assembler.ts";
import type { Element } from "./element.ts";
import { WIDE } from "./nonzero-sums.ts";
import { transpose } from "./transpose.ts";

/** How wide panels of B are: one or two vectors for the tiles of dense products, more where A is a list. */
export const packWidths: readonly number[] = [1, 2, WIDE];

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
 *   (from, fromRow, to, toRow, count of squares beside each other)
 */
export const packSquares = (element: Element, vectors: number): Routine =>
  routine(packSquaresName(element, vectors), 5, ([from, fromRow, to, toRow, count], fresh) => {
    const [here, target] = [fresh(I32), fresh(I32)];
    const rows = Array.from({ length: element.lanes }, () => fresh(V128));
    const columns = Array.from({ length: element.lanes }, () => fresh(V128));
    return repeat(
      count,
      here.set(from.get),
      ...Array.from({ length: vectors }, (_, at) => [
        ...rows.flatMap((row) => [row.set(loadVector(here.get, 0)), ...advance(here, fromRow.get)]),
        ...transpose(rows, columns),
        ...target.set(to.get),
        ...columns.flatMap((column) => [
          ...storeVector(target.get, 16 * at, column.get),
          ...advance(target, toRow.get),
        ]),
      ]),
      advance(from, int(16)),
      to.set(target.get),
    );
  });
