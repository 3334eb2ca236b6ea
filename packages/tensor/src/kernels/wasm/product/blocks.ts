import type { Data } from "../../../tensor.ts";
import type { Gemm } from "../../kernels.ts";
import type { Element } from "../engine/element.ts";
import { copyRows } from "../engine/copy-rows.ts";
import type { Range } from "../engine/ranges.ts";
import type { GemmContext } from "./gemm-context.ts";

/** The place of a block in memory: the address of its first entry, and the bytes from row to row (for A by columns, from column to column). */
export interface Block {
  readonly address: number;
  readonly step: number;
}

/** Whether the routines can read the data where they are. A product in double precision converts single precision first. */
export const isIn = ({ memory, element }: GemmContext, data: Data): boolean =>
  data.buffer === memory && element.isOf(data);

/** Rows of a matrix where they are, or a contiguous copy of them. */
export function placeRows(
  data: Data,
  step: number,
  rows: Range,
  columns: Range,
  place: Data,
  context: GemmContext,
): Block {
  const { bytes } = context.element;
  const start = rows.from * step + columns.from;
  const width = columns.size;
  if (isIn(context, data)) return { address: data.byteOffset + start * bytes, step: step * bytes };
  copyRows({ from: data, start, step, to: place, toStep: width, rows: rows.size, width });
  return { address: place.byteOffset, step: width * bytes };
}

/** A where it is, or copied. */
export function placeA({ A, aRow, aColumn }: Gemm, m: Range, k: Range, context: GemmContext): Block {
  const { scratch, order } = context;
  return order === "rows"
    ? placeRows(A, aRow, m, k, scratch.A, context)
    : placeRows(A, aColumn, k, m, scratch.A, context);
}

/**
 * B where it is, or copied: by rows, or by rows of Bᵀ. Packing the last panel reads as many rows of Bᵀ as fill a vector, which have to be
 * within the memory.
 */
export function placeB({ B, bRow, bColumn }: Gemm, n: Range, k: Range, context: GemmContext): Block {
  const { scratch, memory, element } = context;
  if (bColumn === 1) return placeRows(B, bRow, k, n, scratch.B, context);
  const rows = n.size + overrun(n, element);
  const end = B.byteOffset + ((n.from + rows - 1) * bColumn + k.from + k.size) * element.bytes;
  const isBeyond = isIn(context, B) && end > memory.byteLength;
  return placeRows(isBeyond ? B.slice() : B, bColumn, n, k, scratch.B, context);
}

/** Rows of B up to this length lie close enough together to be multiplied where they are. */
const SHORT = 64;

/** Whether the panels of B can be read without packing. */
export const isPacked = ({ B, bRow, bColumn }: Gemm, n: Range, context: GemmContext): boolean =>
  bColumn === 1 && bRow <= SHORT && n.size % context.element.lanes === 0 && isIn(context, B);

/**
 * The offset of the panel that begins at a vector of columns, in bytes. Panels have room for two more rows between them: at a distance
 * of a power of two they would displace each other from the cache.
 */
export const panelAt = (from: number, K: number): number => 16 * from * (K + 2);

/** Packs `panels` panels of B, `vectors` vectors of columns each, from the vector `from` on. The last may include memory beyond the last column. */
export function packPanels(
  { bColumn }: Gemm,
  { address, step }: Block,
  from: number,
  vectors: number,
  panels: number,
  K: number,
  { element: { lanes }, packers, scratch }: GemmContext,
): void {
  const { plain, transposed, squares } = packers[vectors];
  const size = panelAt(vectors, K);
  const to = scratch.panels.byteOffset + panelAt(from, K);
  if (bColumn === 1) return plain(address + 16 * from, step, to, size, K, panels);
  const whole = Math.floor(K / lanes);
  const rest = K % lanes;
  for (let panel = 0; panel < panels; panel++) {
    const source = address + (from + panel * vectors) * lanes * step;
    const target = to + panel * size;
    if (whole > 0) squares(source, step, target, 16 * vectors, whole);
    if (rest > 0) transposed(source + 16 * whole, step, target + 16 * vectors * (K - rest), rest);
  }
}

/** C where it is, or a place for it that the last panel does not overrun, with its present content unless this is the first block of K. */
export function placeC(product: Gemm, m: Range, n: Range, k: Range, context: GemmContext): Block {
  const { C, N } = product;
  const { scratch, element, everything, held } = context;
  const { bytes } = element;
  const start = m.from * N + n.from;
  if (isIn(context, C) && (overrun(n, element) === 0 || isWhole(product, m, n, k))) {
    const address = C.byteOffset + start * bytes;
    // Overrun rows are contiguous and are all of C, so only the memory beyond its end has to be kept.
    const end = endOf(product, element);
    for (let at = 0; at < overrun(n, element); at++) held[at] = everything[end + at];
    return { address, step: N * bytes };
  }
  const width = n.size + overrun(n, element);
  if (k.from > 0)
    copyRows({ from: C, start, step: N, to: scratch.C, toStep: width, rows: m.size, width: n.size });
  return { address: scratch.C.byteOffset, step: width * bytes };
}

/** Copies C back to its own memory, or restores what the last panel has overrun. */
export function returnC(product: Gemm, m: Range, n: Range, place: Block, context: GemmContext): void {
  const { C, N } = product;
  const { scratch, element, everything, held } = context;
  if (place.address !== scratch.C.byteOffset) {
    const end = endOf(product, element);
    for (let at = 0; at < overrun(n, element); at++) everything[end + at] = held[at];
    return;
  }
  const step = place.step / element.bytes;
  const toStart = m.from * N + n.from;
  copyRows({ from: scratch.C, start: 0, step, to: C, toStart, toStep: N, rows: m.size, width: n.size });
}

/** The columns of the last vector beyond the block. */
const overrun = (n: Range, { lanes }: Element): number => (lanes - (n.size % lanes)) % lanes;

const isWhole = ({ M, N }: Gemm, m: Range, n: Range, k: Range): boolean =>
  m.size === M && n.size === N && k.from === 0;

/** The entry of the memory that follows C. */
const endOf = ({ C, M, N }: Gemm, { bytes }: Element): number => C.byteOffset / bytes + M * N;
