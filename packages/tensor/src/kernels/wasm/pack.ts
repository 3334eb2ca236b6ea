import { advance, int, loadVector, repeat, routine, storeVector } from "./assembler.ts";
import { I32 } from "./assembler.ts";
import type { Routine } from "./assembler.ts";
import type { Element } from "./element.ts";

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
          ...here.set(from.get),
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
