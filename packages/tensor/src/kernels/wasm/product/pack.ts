import { advance, I32, int, loadVector, repeat, routine, storeVector, V128 } from "../engine/assembler.ts";
import type { Routine } from "../engine/assembler.ts";
import type { Element } from "../engine/element.ts";
import { WIDE } from "../lists/nonzero-sums.ts";
import { transpose } from "../engine/transpose.ts";

/** The widths of panels of B: up to three vectors for the tiles of dense products, more if A is a list. */
export const packWidths: readonly number[] = [1, 2, 3, WIDE];

/** `pack` takes rows of B as they are, `packTransposed` rows of Bᵀ. */
export const packName = ({ dtype }: Element, transposed: boolean, vectors: number): string =>
  `${dtype}-${transposed ? "packTransposed" : "pack"}-${vectors}`;

/**
 * Copies panels of B, `vectors` vectors wide each, so that the rows of a panel are contiguous. It reads B row by row: jumping between
 * rows that are far apart would miss the cache each time.
 *
 *   (from, fromRow, to, bytes of a panel, K, number of panels)     addresses and steps in bytes
 *
 * If B ends within a panel, the panel takes the memory beyond it: columns that are never read.
 */
export const pack = (element: Element, vectors: number): Routine =>
  routine(packName(element, false, vectors), 6, ([from, fromRow, to, panel, K, panels], fresh) => {
    const [here, there, left] = [fresh(I32), fresh(I32), fresh(I32)];
    return repeat(
      K,
      here.set(from.get),
      there.set(to.get),
      left.set(panels.get),
      repeat(
        left,
        ...Array.from({ length: vectors }, (_, at) =>
          storeVector(there.get, 16 * at, loadVector(here.get, 16 * at)),
        ),
        advance(here, int(16 * vectors)),
        advance(there, panel.get),
      ),
      advance(from, fromRow.get),
      advance(to, int(16 * vectors)),
    );
  });

/**
 * Copies a panel from rows of Bᵀ, one for each of its columns.
 *
 *   (from, fromRow, to, K)
 */
export const packTransposed = (element: Element, vectors: number): Routine =>
  routine(packName(element, true, vectors), 4, ([from, fromRow, to, K], fresh) => {
    const here = fresh(I32);
    return repeat(
      K,
      here.set(from.get),
      ...Array.from({ length: vectors * element.lanes }, (_, lane) => [
        ...element.copy(to.get, lane * element.bytes, here.get),
        ...advance(here, fromRow.get),
      ]),
      advance(from, int(element.bytes)),
      advance(to, int(16 * vectors)),
    );
  });

export const packSquaresName = ({ dtype }: Element, vectors: number): string =>
  `${dtype}-packSquares-${vectors}`;

/**
 * `packTransposed` for as many rows at a time as a vector has lanes: squares that are transposed in registers.
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
