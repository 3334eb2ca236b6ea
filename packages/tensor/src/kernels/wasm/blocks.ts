import type { Data } from "../../tensor.ts";
import type { Gemm } from "../kernels.ts";
import type { Element } from "./element.ts";
import { copyRows } from "./copy-rows.ts";
import type { Memory, Routines } from "./engine.ts";
import { packName } from "./pack.ts";
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
}

/** Where a block lies in memory: its first entry, and from row to row (A by columns: from column to column), in bytes. */
export interface Block {
  readonly address: number;
  readonly step: number;
}

/** Columns of B that are multiplied together: from which on, and 1 or 2 vectors of them. */
export interface Panel extends Block {
  readonly from: number;
  readonly vectors: number;
}

const isIn = (memory: Memory, data: Data): boolean => data.buffer === memory;

/** A where it is, or copied. */
export function placeA({ A, aRow, aColumn }: Gemm, m: Range, k: Range, shop: Workshop): Block {
  const { memory, scratch, element, order } = shop;
  const [outer, inner, step] = order === "rows" ? [m, k, aRow] : [k, m, aColumn];
  const start = outer.from * step + inner.from;
  if (isIn(memory, A)) return { address: A.byteOffset + start * element.bytes, step: step * element.bytes };
  copyRows({ from: A, start, step, to: scratch.A, toStep: inner.size, rows: outer.size, width: inner.size });
  return { address: scratch.A.byteOffset, step: inner.size * element.bytes };
}

/** Rows of B as short as this lie close enough together to be read where they are. */
const SHORT = 64;

/** B as panels: read where it is, or packed so that the rows of a panel follow each other. */
export function placeB({ B, bRow, bColumn }: Gemm, n: Range, k: Range, shop: Workshop): Panel[] {
  const { memory, scratch, element, routines } = shop;
  const { bytes, lanes } = element;
  const transposed = bColumn !== 1;
  const [outer, inner, step] = transposed ? [n, k, bColumn] : [k, n, bRow];
  const start = outer.from * step + inner.from;
  let [address, row] = [B.byteOffset + start * bytes, step * bytes];
  const widths = panelWidths(n.size, lanes);
  if (isIn(memory, B)) {
    if (!transposed && step <= SHORT && n.size % lanes === 0)
      return widths.map((panel) => ({ ...panel, address: address + panel.from * bytes, step: row }));
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
    const source = address + from * (transposed ? row : bytes);
    const target = scratch.panels.byteOffset + from * k.size * bytes;
    routines[packName(element, transposed, vectors)](source, row, target, k.size);
    return { from, vectors, address: target, step: 16 * vectors };
  });
}

/** Panels of two vectors, and of one for what is left; the last may reach beyond the columns there are. */
function panelWidths(columns: number, lanes: number): Pick<Panel, "from" | "vectors">[] {
  const panels: Pick<Panel, "from" | "vectors">[] = [];
  for (let from = 0; from < columns; from += 2 * lanes)
    panels.push({ from, vectors: columns - from > lanes ? 2 : 1 });
  return panels;
}

/** C where it is, or a place for it that the last panel does not overrun; zero to begin with, else what it was. */
export function placeC({ C, N }: Gemm, m: Range, n: Range, isFirst: boolean, shop: Workshop): Block {
  const { memory, scratch, element } = shop;
  const { bytes, lanes } = element;
  const start = m.from * N + n.from;
  if (isIn(memory, C) && n.size % lanes === 0) {
    if (isFirst) zeroRows(C, start, N, m.size, n.size);
    return { address: C.byteOffset + start * bytes, step: N * bytes };
  }
  const width = Math.ceil(n.size / lanes) * lanes;
  if (isFirst) scratch.C.fill(0, 0, m.size * width);
  else copyRows({ from: C, start, step: N, to: scratch.C, toStep: width, rows: m.size, width: n.size });
  return { address: scratch.C.byteOffset, step: width * bytes };
}

/** Puts C back where it belongs. */
export function returnC({ C, N }: Gemm, m: Range, n: Range, { address, step }: Block, shop: Workshop): void {
  const { scratch, element } = shop;
  if (address !== scratch.C.byteOffset) return;
  const toStart = m.from * N + n.from;
  copyRows({
    from: scratch.C,
    start: 0,
    step: step / element.bytes,
    to: C,
    toStart,
    toStep: N,
    rows: m.size,
    width: n.size,
  });
}

function zeroRows(data: Data, start: number, step: number, rows: number, width: number): void {
  if (step === width) data.fill(0, start, start + rows * width);
  else for (let row = 0; row < rows; row++) data.fill(0, start + row * step, start + row * step + width);
}
