import type { Gemm } from "../../kernels.ts";
import { gemm as reference } from "../../reference/gemm.ts";
import { isPacked, packPanels, panelAt, placeA, placeB, placeC, returnC } from "./blocks.ts";
import type { Block } from "./blocks.ts";
import { elements } from "../engine/element.ts";
import type { Memory, Routines } from "../engine/engine.ts";
import { evenly, partAt } from "../engine/ranges.ts";
import type { Range } from "../engine/ranges.ts";
import { LONGEST } from "../engine/scratch.ts";
import { columnsAreSparse, multiplySparseColumns } from "./sparse-columns.ts";
import { multiplySparseRight, rightIsSparse } from "./sparse-right.ts";
import { multiplySparseRows, rowsAreSparse } from "./sparse-rows.ts";
import { gemmContexts } from "./gemm-context.ts";
import type { GemmContext } from "./gemm-context.ts";

const [singles, doubles] = elements;

/** Below this number of multiplications, the work around the routines costs more than they gain. */
const SMALLEST = 4096;

/** The matrix product on an engine. Products without a routine go to the reference, which gives the same bits. */
export function gemmOn(
  routines: Routines,
  memory: Memory,
  smallest: number = SMALLEST,
): (product: Gemm) => void {
  const contexts = gemmContexts(routines, memory);
  return (product) => {
    const { M, N, K, A, B, C, aRow, aColumn, bRow, bColumn } = product;
    const isSingle = singles.isOf(A) && singles.isOf(B);
    const ofElement = doubles.isOf(C) ? contexts.f64 : isSingle ? contexts.f32 : undefined;
    const context = aColumn === 1 ? ofElement?.rows : aRow === 1 ? ofElement?.columns : undefined;
    const isPlain = bColumn === 1 || bRow === 1;
    if (M * N * K < smallest || context === undefined || !isPlain) reference(product);
    else if (rightIsSparse(product, context)) {
      const done = multiplySparseRight(product, context);
      if (done < M) multiplyBlocks(rowsFrom(product, done), context);
    } else if (rowsAreSparse(product, context)) multiplySparseRows(product, context);
    else if (columnsAreSparse(product, context)) multiplySparseColumns(product, context);
    else multiplyBlocks(product, context);
  };
}

/** The product without its first rows. */
const rowsFrom = ({ A, aRow, C, ...product }: Gemm, row: number): Gemm => ({
  ...product,
  M: product.M - row,
  A: A.subarray(row * aRow),
  aRow,
  C: C.subarray(row * product.N),
});

/** Multiplies block by block. The blocks change no bit: each entry of C continues its sum where the last block ended. */
function multiplyBlocks(product: Gemm, context: GemmContext): void {
  const { M, N, K } = product;
  const { order, element } = context;
  // Only parts of the rows of a transposed A are read, so fewer rows stay in the cache.
  const stepK = evenly(K, order === "rows" ? LONGEST.K : LONGEST.K / 4);
  const pair = 2 * element.lanes;
  const stepN = Math.ceil(evenly(N, Math.min(LONGEST.N, 32 * pair)) / pair) * pair;
  // A block of A has to fit its place.
  const stepM = evenly(M, Math.min(LONGEST.M, Math.floor(LONGEST.A / stepK)));
  for (let fromN = 0; fromN < N; fromN += stepN)
    for (let fromK = 0; fromK < K; fromK += stepK) {
      const n = partAt(fromN, N, stepN);
      const k = partAt(fromK, K, stepK);
      const b = placeB(product, n, k, context);
      const isRead = isPacked(product, n, context);
      const all = Math.ceil(n.size / element.lanes);
      const last = lastOf(all);
      if (!isRead) {
        if (all > last) packPanels(product, b, 0, 2, (all - last) / 2, k.size, context);
        packPanels(product, b, all - last, last, 1, k.size, context);
      }
      for (let fromM = 0; fromM < M; fromM += stepM) {
        const m = partAt(fromM, M, stepM);
        const a = placeA(product, m, k, context);
        const c = placeC(product, m, n, k, context);
        // From right to left: the next row overwrites what the last panel writes beyond its row.
        for (let from = all - last, vectors = last; from >= 0; from -= 2, vectors = 2) {
          const address = isRead
            ? b.address + 16 * from
            : context.scratch.panels.byteOffset + panelAt(from, k.size);
          multiplyPanel(a, address, isRead ? b.step : 16 * vectors, vectors, c, from, m, k, context);
        }
        returnC(product, m, n, c, context);
      }
    }
}

/** A panel has two vectors; the last has one or three if the number of vectors is odd. */
const lastOf = (vectors: number): number => (vectors % 2 === 0 ? 2 : Math.min(vectors, 3));

/** Multiplies a panel of B into the columns of C that begin at the vector `from`. */
function multiplyPanel(
  a: Block,
  b: number,
  bStep: number,
  vectors: number,
  c: Block,
  from: number,
  m: Range,
  k: Range,
  { element, order, tiles }: GemmContext,
): void {
  const continues = k.from === 0 ? 0 : 1;
  const aRow = order === "rows" ? a.step : element.bytes;
  let [aHere, cHere, left] = [a.address, c.address + 16 * from, m.size];
  for (const { rows, routine } of tiles[vectors]) {
    const count = Math.floor(left / rows);
    if (count === 0) continue;
    routine(aHere, a.step, b, bStep, cHere, c.step, count, k.size, continues);
    aHere += count * rows * aRow;
    cHere += count * rows * c.step;
    left -= count * rows;
  }
}
