import type { Gemm } from "../../kernels.ts";
import { isIn, panelAt } from "./blocks.ts";
import { WIDE } from "../lists/nonzero-sums.ts";
import { partAt } from "../engine/ranges.ts";
import { LONGEST } from "../engine/scratch.ts";
import { rowsAreSparse } from "./sparse-rows.ts";
import { areFinite, endsOf, LISTS, nonzeroShare } from "./sparse.ts";
import type { GemmContext } from "./gemm-context.ts";

/** Lists are faster up to a share of nonzero entries of about 0.4 in B, less in narrow products, where packing A takes the time. */
const DENSE = 0.35;

/** The fewest columns of C for which packing A for the lists is worth it. */
const FEWEST = 16;

/** The rows of A that a panel holds: the sums of as many rows of C are computed at a time. */
const rowsOf = ({ element: { lanes } }: GemmContext): number => WIDE * lanes;

/**
 * Whether lists of the nonzero entries of B, one for each column of C, are faster, for an A by rows. So it is for the weights of a pruned
 * network, unless the samples have even more zeros.
 */
export function rightIsSparse(product: Gemm, context: GemmContext): boolean {
  const { M, N, K, A, aRow, B, bRow, bColumn, C } = product;
  const { lanes } = context.element;
  const fits =
    M >= 2 * rowsOf(context) && N >= FEWEST && N % lanes === 0 && K % lanes === 0 && K <= LONGEST.K;
  if (!fits || context.order !== "rows" || aRow !== K || ![A, B, C].every((data) => isIn(context, data)))
    return false;
  const share = bColumn === 1 ? nonzeroShare(B, bRow, K, N) : nonzeroShare(B, bColumn, N, K);
  return share < DENSE && !(rowsAreSparse(product, context) && nonzeroShare(A, aRow, M, K) < share);
}

/**
 * C = A B by lists of the nonzero entries in the columns of B, or of all entries if A is not finite. Each list sums columns of A, which
 * gives a column of C.
 *
 * @returns the number of rows that are done: all that fill whole panels
 */
export function multiplySparseRight(product: Gemm, context: GemmContext): number {
  const { M, N, K, A, B, bRow, bColumn, C } = product;
  const { scratch, element, lists: routines, packers } = context;
  const { bytes, lanes } = element;
  const width = rowsOf(context);
  const whole = M - (M % width);
  const together = width * Math.floor(scratch.panels.length / (width * (K + 2)));
  const lists = scratch.B.byteOffset;
  const ends = endsOf(lists, context);
  const panelOf = (row: number): number => scratch.panels.byteOffset + panelAt(row / lanes, K);
  for (let from = 0; from < whole; from += together) {
    const m = partAt(from, whole, together);
    let keep = 0;
    for (let row = 0; row < m.size; row += width) {
      const source = A.byteOffset + (m.from + row) * K * bytes;
      packers[WIDE].squares(source, K * bytes, panelOf(row), 16 * WIDE, K / lanes);
      if (!areFinite(panelOf(row), width * K, ends, context)) keep = -1;
    }
    for (let column = 0; column < N; column += LISTS) {
      const columns = Math.min(LISTS, N - column);
      if (bColumn === 1) {
        const source = B.byteOffset + column * bytes;
        routines.ofColumns(source, bRow * bytes, 16 * WIDE, lists, ends, columns / lanes, K / lanes, keep);
      } else {
        const source = B.byteOffset + column * bColumn * bytes;
        routines.ofRows(source, bColumn * bytes, 16 * WIDE, lists, ends, columns, K / lanes, keep);
      }
      const step = m.size * bytes; // of Cᵀ
      for (let row = 0; row < m.size; row += width)
        routines.sums(lists, ends, panelOf(row), scratch.C.byteOffset + row * bytes, step, columns, 0);
      for (let each = 0; each < columns; each += lanes) {
        const to = C.byteOffset + (m.from * N + column + each) * bytes;
        packers[1].squares(scratch.C.byteOffset + each * step, step, to, N * bytes, m.size / lanes);
      }
    }
  }
  return whole;
}
