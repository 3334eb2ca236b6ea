import type { Gemm } from "../../kernels.ts";
import { isIn, placeA, placeB } from "./blocks.ts";
import { WIDE } from "../lists/nonzero-sums.ts";
import { partAt } from "../engine/ranges.ts";
import { LONGEST } from "../engine/scratch.ts";
import { areFinite, endsOf, isMostlyZero, LISTS, SMALLEST } from "./sparse.ts";
import type { GemmContext } from "./gemm-context.ts";

/** Whether lists of the nonzero entries in the columns of B are faster, for an A by contiguous columns. */
export function columnsAreSparse(
  { M, N, K, aColumn, B, bRow, bColumn }: Gemm,
  { element: { lanes }, order }: GemmContext,
): boolean {
  const fits = M % (WIDE * lanes) === 0 && M <= LONGEST.N && N % (2 * lanes) === 0 && K % lanes === 0;
  if (order !== "columns" || aColumn !== M || bColumn !== 1 || !fits || N * M > LONGEST.K * LONGEST.N)
    return false;
  return M * K >= SMALLEST && isMostlyZero(B, bRow, K, N);
}

/** Products at a time: the rows of Aᵀ that they read stay in the nearest cache. */
const PRODUCTS = 256;

/**
 * C = A B by lists of the nonzero entries in the columns of B, or of all entries if A is not finite. Each list sums rows of Aᵀ,
 * which gives a row of Cᵀ.
 */
export function multiplySparseColumns(product: Gemm, context: GemmContext): void {
  const { M, N, K } = product;
  const { scratch, element, lists: routines } = context;
  const { bytes, lanes } = element;
  const m = partAt(0, M, M);
  const n = partAt(0, N, N);
  const lists = scratch.panels.byteOffset;
  const ends = endsOf(lists, context);
  for (let from = 0; from < K; from += PRODUCTS) {
    const k = partAt(from, K, PRODUCTS);
    const a = placeA(product, m, k, context);
    const b = placeB(product, n, k, context);
    const keep = areFinite(a.address, k.size * M, ends, context) ? 0 : -1;
    const squares = k.size / lanes;
    const continues = from === 0 ? 0 : 1;
    for (let column = 0; column < N; column += LISTS) {
      const columns = Math.min(LISTS, N - column);
      const source = b.address + column * bytes;
      routines.ofColumns(source, b.step, a.step, lists, ends, columns / lanes, squares, keep);
      for (let row = 0; row < M; row += WIDE * lanes) {
        const to = scratch.C.byteOffset + (column * M + row) * bytes;
        routines.sums(lists, ends, a.address + row * bytes, to, M * bytes, columns, continues);
      }
    }
  }
  transposeInto(product, context);
}

/** Transposes the Cᵀ in scratch into C. */
function transposeInto({ M, N, C }: Gemm, context: GemmContext): void {
  const { scratch, element, packers, memory } = context;
  const { bytes, lanes } = element;
  const isThere = isIn(context, C);
  const to = isThere ? C.byteOffset : scratch.panels.byteOffset;
  for (let n = 0; n < N; n += 2 * lanes) {
    const source = scratch.C.byteOffset + n * M * bytes;
    packers[2].squares(source, M * bytes, to + n * bytes, N * bytes, M / lanes);
  }
  if (!isThere) C.set(element.view(memory, to, M * N));
}
