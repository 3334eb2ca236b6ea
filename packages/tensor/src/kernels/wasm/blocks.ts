import type { Data } from "../../tensor.ts";
import type { Gemm } from "../kernels.ts";
import type { Element } from "./element.ts";
import { copyRows } from "./copy-rows.ts";
import type { Memory, Routines } from "./engine.ts";
import type { Order } from "./panel.ts";
import type { Range } from "./ranges.ts";
import type { Scratch } from "./scratch.ts";

/** What a product is worked on with. */
export interface Workshop {
  readonly routines: Routines;
  readonly memory: Memory;
  readonly scratch: Scratch;
  readonly element: Element;
  readonly order: Order;
  /** For panels of one vector, and of two. */
  readonly tiles: readonly Tiles[];
  /** By the number of vectors of a panel. */
  readonly packers: readonly (Packers | undefined)[];
}

export interface Packers {
  readonly plain: Routines[string];
  readonly transposed: Routines[string];
  readonly squares: Routines[string];
}

/** A routine for several rows at a time, and one for a single row. */
export interface Tiles {
  readonly rows: number;
  readonly several: Routines[string];
  readonly single: Routines[string];
}

/** Where a block lies in memory: its first entry, and from row to row (A by columns: from column to column), in bytes. */
export interface Block {
  readonly address: number;
  readonly step: number;
}

/** Where C is written; what lies beyond it is `held` where the last row overruns it. */
export interface Place extends Block {
  readonly overrun?: { readonly beyond: Data; readonly held: Data } | undefined;
}

/** Columns of B that are multiplied together: from which on, and how many vectors of them. */
export interface Panel extends Block {
  readonly from: number;
  readonly vectors: number;
}

/** Whether the routines can read it where it is: single precision is converted for a product in double. */
export const isIn = ({ memory, element }: Workshop, data: Data): boolean =>
  data.buffer === memory && element.isOf(data);

/** A where it is, or copied. */
export function placeA({ A, aRow, aColumn }: Gemm, m: Range, k: Range, shop: Workshop): Block {
  const { scratch, element, order } = shop;
  const [outer, inner, step] = order === "rows" ? [m, k, aRow] : [k, m, aColumn];
  const start = outer.from * step + inner.from;
  if (isIn(shop, A)) return { address: A.byteOffset + start * element.bytes, step: step * element.bytes };
  copyRows({ from: A, start, step, to: scratch.A, toStep: inner.size, rows: outer.size, width: inner.size });
  return { address: scratch.A.byteOffset, step: inner.size * element.bytes };
}

/** Panels of two vectors, and of one where that is enough, are what the tiles of dense products take. */
export const DENSE = 2;

/** Rows of B as short as this lie close enough together to be read where they are. */
const SHORT = 64;

/** B as panels of so many vectors: read where it is, or packed so that the rows of a panel follow each other. */
export function placeB(
  { B, bRow, bColumn }: Gemm,
  n: Range,
  k: Range,
  widest: number,
  shop: Workshop,
): Panel[] {
  const { scratch, element, packers } = shop;
  const { bytes, lanes } = element;
  const transposed = bColumn !== 1;
  const [outer, inner, step] = transposed ? [n, k, bColumn] : [k, n, bRow];
  const start = outer.from * step + inner.from;
  let [address, row] = [B.byteOffset + start * bytes, step * bytes];
  const widths = panelWidths(n.size, lanes, widest);
  if (isIn(shop, B)) {
    if (!transposed && step <= SHORT && n.size % lanes === 0 && widest === DENSE)
      return widths.map(({ from, vectors }) => ({
        from,
        vectors,
        address: address + from * bytes,
        step: row,
      }));
  } else {
    copyRows({
      from: B,
      start,
      step,
      to: scratch.B,
      toStep: inner.size,
      rows: outer.size,
      width: inner.size,
    });
    [address, row] = [scratch.B.byteOffset, inner.size * bytes];
  }
  return widths.map(({ from, vectors }) => {
    const packer = packers[vectors];
    const target = scratch.panels.byteOffset + from * k.size * bytes;
    if (packer && !transposed) packer.plain(address + from * bytes, row, target, k.size);
    if (packer && transposed) {
      const source = address + from * row;
      const squares = Math.floor(k.size / lanes);
      const rest = k.size % lanes;
      if (squares > 0) packer.squares(source, row, target, 16 * vectors, squares);
      if (rest > 0)
        packer.transposed(source + 16 * squares, row, target + 16 * vectors * (k.size - rest), rest);
    }
    return { from, vectors, address: target, step: 16 * vectors };
  });
}

/** Panels of so many vectors, and of one if that is enough for what is left; the last may reach beyond the columns there are. */
function panelWidths(columns: number, lanes: number, widest: number): Pick<Panel, "from" | "vectors">[] {
  const panels: Pick<Panel, "from" | "vectors">[] = [];
  for (let from = 0; from < columns; from += widest * lanes)
    panels.push({ from, vectors: columns - from > lanes ? widest : 1 });
  return panels;
}

/** C where it is, or a place for it that the last panel does not overrun, with what it was unless it is yet to begin. */
export function placeC({ C, N, M }: Gemm, m: Range, n: Range, k: Range, shop: Workshop): Place {
  const { scratch, element, memory } = shop;
  const { bytes, lanes } = element;
  const start = m.from * N + n.from;
  const over = (lanes - (n.size % lanes)) % lanes;
  // Rows that are overrun follow each other, and are all of C.
  const isWhole = m.size === M && n.size === N && k.from === 0;
  if (isIn(shop, C) && (over === 0 || isWhole)) {
    const place = { address: C.byteOffset + start * bytes, step: N * bytes };
    if (over === 0) return place;
    const beyond = element.view(memory, C.byteOffset + M * N * bytes, over);
    return { ...place, overrun: { beyond, held: beyond.slice() } };
  }
  const width = n.size + over;
  if (k.from > 0)
    copyRows({ from: C, start, step: N, to: scratch.C, toStep: width, rows: m.size, width: n.size });
  return { address: scratch.C.byteOffset, step: width * bytes };
}

/** Puts C back where it belongs, or what the last panel has overrun. */
export function returnC({ C, N }: Gemm, m: Range, n: Range, place: Place, shop: Workshop): void {
  const { scratch, element } = shop;
  const { overrun } = place;
  if (overrun) return overrun.beyond.set(overrun.held);
  if (place.address !== scratch.C.byteOffset) return;
  const toStart = m.from * N + n.from;
  copyRows({
    from: scratch.C,
    start: 0,
    step: place.step / element.bytes,
    to: C,
    toStart,
    toStep: N,
    rows: m.size,
    width: n.size,
  });
}
