import type { Data } from "../../../tensor.ts";
import type { Gemm } from "../../kernels.ts";
import type { Element } from "../engine/element.ts";
import { copyRows } from "../engine/copy-rows.ts";
import type { Range } from "../engine/ranges.ts";
import type { GemmContext } from "./gemm-context.ts";

/** Where a block lies in memory: its first entry, and from row to row (A by columns: from column to column), in bytes. */
export interface Block {
  readonly address: number;
  readonly step: number;
}

/** Whether the routines can read it where it is: single precision is converted for a product in double. */
export const isIn = ({ memory, element }: GemmContext, data: Data): boolean =>
  data.buffer === memory && element.isOf(data);

/** Rows of a matrix where they are, or copied to a place so that they follow each other. */
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

/** B where it is, or copied: by rows, or by rows of Bᵀ. */
export function placeB({ B, bRow, bColumn }: Gemm, n: Range, k: Range, context: GemmContext): Block {
  const { scratch } = context;
  return bColumn === 1
    ? placeRows(B, bRow, k, n, scratch.B, context)
    : placeRows(B, bColumn, n, k, scratch.B, context);
}

/** Rows of B as short as this lie close enough together to be multiplied where they are. */
const SHORT = 64;

/** Whether panels of B need not be packed so that their rows follow each other. */
export const isPacked = ({ B, bRow, bColumn }: Gemm, n: Range, context: GemmContext): boolean =>
  bColumn === 1 && bRow <= SHORT && n.size % context.element.lanes === 0 && isIn(context, B);

/**
 * Where the panel from a vector of columns on begins, in bytes. Between panels is room for two rows more: a power of two from each
 * other, they would displace each other from the cache.
 */
export const panelAt = (from: number, K: number): number => 16 * from * (K + 2);

/** Packs panels of B: so many vectors of columns each, from one of them on. What lies beyond the last column comes along. */
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

/** C where it is, or a place for it that the last panel does not overrun, with what it was unless it is yet to begin. */
export function placeC(product: Gemm, m: Range, n: Range, k: Range, context: GemmContext): Block {
  const { C, N } = product;
  const { scratch, element, everything, held } = context;
  const { bytes } = element;
  const start = m.from * N + n.from;
  if (isIn(context, C) && (overrun(n, element) === 0 || isWhole(product, m, n, k))) {
    const address = C.byteOffset + start * bytes;
    // Rows that are overrun follow each other, and are all of C: only what is beyond its end is lost.
    const end = endOf(product, element);
    for (let at = 0; at < overrun(n, element); at++) held[at] = everything[end + at];
    return { address, step: N * bytes };
  }
  const width = n.size + overrun(n, element);
  if (k.from > 0)
    copyRows({ from: C, start, step: N, to: scratch.C, toStep: width, rows: m.size, width: n.size });
  return { address: scratch.C.byteOffset, step: width * bytes };
}

/** Puts C back where it belongs, or what the last panel has overrun. */
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

/** The columns that the last vector has beyond those of the block. */
const overrun = (n: Range, { lanes }: Element): number => (lanes - (n.size % lanes)) % lanes;

const isWhole = ({ M, N }: Gemm, m: Range, n: Range, k: Range): boolean =>
  m.size === M && n.size === N && k.from === 0;

/** The entry of the memory that follows C. */
const endOf = ({ C, M, N }: Gemm, { bytes }: Element): number => C.byteOffset / bytes + M * N;
