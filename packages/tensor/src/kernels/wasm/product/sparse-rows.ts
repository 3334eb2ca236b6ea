import type { Gemm } from "../../kernels.ts";
import { isIn, packPanels, panelAt, placeA, placeB } from "./blocks.ts";
import { copyRows } from "../engine/copy-rows.ts";
import { WIDE } from "../lists/nonzero-sums.ts";
import { partAt } from "../engine/ranges.ts";
import { LONGEST } from "../engine/scratch.ts";
import { areFinite, endsOf, isMostlyZero, LISTS, SMALLEST } from "./sparse.ts";
import type { GemmContext } from "./gemm-context.ts";

/** Whether lists of the nonzero entries in the rows of A are faster. */
export function rowsAreSparse(
  { M, N, K, A, aRow }: Gemm,
  { element: { lanes }, order }: GemmContext,
): boolean {
  const fits = N % (WIDE * lanes) === 0 && N <= LONGEST.N && K % lanes === 0 && K <= LONGEST.K;
  return order === "rows" && fits && N * K >= SMALLEST && M >= 6 && isMostlyZero(A, aRow, M, K);
}

/** C = A B by lists of the nonzero entries in the rows of A, or of all entries if B is not finite. */
export function multiplySparseRows(product: Gemm, context: GemmContext): void {
  const { M, N, K, C } = product;
  const { scratch, element, lists: routines } = context;
  const { bytes, lanes } = element;
  const n = partAt(0, N, N);
  const k = partAt(0, K, K);
  const b = placeB(product, n, k, context);
  const panels = scratch.panels.byteOffset;
  const width = WIDE * lanes;
  packPanels(product, b, 0, WIDE, N / width, K, context);
  const lists = scratch.B.byteOffset; // B is in panels by now
  const ends = endsOf(lists, context);
  let keep = 0;
  for (let from = 0; from < N; from += width)
    if (!areFinite(panels + panelAt(from / lanes, K), width * K, ends, context)) keep = -1;
  const isThere = isIn(context, C);
  for (let m = 0; m < M; m += LISTS) {
    const rows = partAt(m, M, LISTS);
    const a = placeA(product, rows, k, context);
    const c = isThere ? C.byteOffset + m * N * bytes : scratch.C.byteOffset;
    routines.ofRows(a.address, a.step, 16 * WIDE, lists, ends, rows.size, K / lanes, keep);
    for (let from = 0; from < N; from += width)
      routines.sums(
        lists,
        ends,
        panels + panelAt(from / lanes, K),
        c + from * bytes,
        N * bytes,
        rows.size,
        0,
      );
    if (!isThere)
      copyRows({
        from: scratch.C,
        start: 0,
        step: N,
        to: C,
        toStart: m * N,
        toStep: N,
        rows: rows.size,
        width: N,
      });
  }
}
