import type { Gemm } from "../kernels.ts";
import { isIn } from "./blocks.ts";
import type { Block, Panel, Workshop } from "./blocks.ts";
import { copyRows } from "./copy-rows.ts";
import { nonzeroSumsName, VECTORS, WIDE, zeroTimesName } from "./nonzero-sums.ts";
import { columnNonzerosName, listSize, rowNonzerosName } from "./nonzeros.ts";
import { packSquaresName } from "./pack.ts";
import { parts } from "./ranges.ts";
import { LONGEST } from "./scratch.ts";

/** So many lists are written at a time. */
const LISTS = 32;

/** Rows of a matrix that are looked at, and which of their entries, to guess how many zeros there are. */
const [SAMPLES, STRIDE] = [6, 3];

/** Lists are faster up to a share of others than 0 of about 0.43 in single and 0.55 in double precision. */
const DENSE = 0.4;

/** Below so many products of numbers a list, it costs more than it gains. */
const SMALLEST = 1024;

/** Whether so many of the entries of a matrix by rows are exactly 0 that lists of the rest are faster. */
function isMostlyZero(data: Gemm["A"], step: number, rows: number, width: number): boolean {
  let [others, looked] = [0, 0];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = Math.floor(((sample + 0.5) * rows) / SAMPLES) * step;
    for (let at = start; at < start + width; at += STRIDE, looked++) if (data[at] !== 0) others++;
  }
  return others < DENSE * looked;
}

/** Whether lists of what is not 0 in the rows of A are faster. It changes the speed and no bit. */
export function isSparse({ M, N, K, A, aRow }: Gemm, { element: { lanes }, order }: Workshop): boolean {
  const fits = N % (WIDE * lanes) === 0 && N <= LONGEST.N && K % lanes === 0 && K <= LONGEST.K;
  if (order !== "rows" || !fits || N * K < SMALLEST || M < SAMPLES) return false;
  return isMostlyZero(A, aRow, M, K);
}

/** C = A B by lists of what is not 0 in the rows of A, of all of it unless B is finite. */
export function multiplySparse(
  a: Block,
  panels: readonly Panel[],
  c: Block,
  M: number,
  K: number,
  shop: Workshop,
): void {
  const { routines, scratch, element } = shop;
  const { bytes, lanes } = element;
  const [lists, ends] = listsIn(scratch.B.byteOffset, shop); // B is in panels by now
  const keep = areFinite(panels[0].address, K * WIDE * lanes * panels.length, ends, shop) ? 0 : -1;
  for (const { from, size: rows } of parts(M, LISTS)) {
    const here = a.address + from * a.step;
    routines[rowNonzerosName(element)](here, a.step, 16 * WIDE, lists, ends, rows, K / lanes, keep);
    for (const panel of panels) {
      const to = c.address + from * c.step + panel.from * bytes;
      routines[nonzeroSumsName(element)](lists, ends, panel.address, to, c.step, rows, 0);
    }
  }
}

/** Whether lists of what is not 0 in the columns of B are faster, for the product of a transposed A. */
export function isSparseBelow(
  { M, N, K, aColumn, B, bRow, bColumn }: Gemm,
  { element: { lanes }, order }: Workshop,
): boolean {
  const fits = M % (WIDE * lanes) === 0 && M <= LONGEST.N && N % (2 * lanes) === 0 && K % lanes === 0;
  if (order !== "columns" || aColumn !== M || bColumn !== 1 || !fits || N * M > LONGEST.K * LONGEST.N)
    return false;
  return M * K >= SMALLEST && isMostlyZero(B, bRow, K, N);
}

/** So many rows of A and B at a time: what they have in A stays in the nearest cache. */
const ROWS = 256;

/**
 * C = A B for an A by columns: Cᵀ is rows of Aᵀ, which lie side by side, by lists of what is not 0 in the columns of B.
 */
export function multiplySparseBelow(product: Gemm, shop: Workshop): void {
  const { M, N, K, A, aColumn, B, bRow, C } = product;
  const { routines, scratch, element, memory } = shop;
  const { bytes, lanes } = element;
  const [lists, ends] = listsIn(scratch.panels.byteOffset, shop);
  const width = WIDE * lanes;
  const across = scratch.C.byteOffset;
  for (let k = 0; k < K; k += ROWS) {
    const rows = Math.min(ROWS, K - k);
    const a = placeRows(A, aColumn, k, rows, M, scratch.A, shop);
    const b = placeRows(B, bRow, k, rows, N, scratch.B, shop);
    const keep = areFinite(a.address, rows * M, ends, shop) ? 0 : -1;
    const goesOn = k === 0 ? 0 : 1;
    for (let n = 0; n < N; n += LISTS) {
      const columns = Math.min(LISTS, N - n);
      routines[columnNonzerosName(element)](
        b.address + n * bytes,
        b.step,
        a.step,
        lists,
        ends,
        columns / lanes,
        rows / lanes,
        keep,
      );
      for (let m = 0; m < M; m += width) {
        const to = across + (n * M + m) * bytes;
        routines[nonzeroSumsName(element)](
          lists,
          ends,
          a.address + m * bytes,
          to,
          M * bytes,
          columns,
          goesOn,
        );
      }
    }
  }
  const isThere = isIn(shop, C);
  const target = isThere ? C : scratch.panels;
  for (let n = 0; n < N; n += 2 * lanes)
    routines[packSquaresName(element, 2)](
      across + n * M * bytes,
      M * bytes,
      target.byteOffset + n * bytes,
      N * bytes,
      M / lanes,
    );
  if (!isThere) C.set(element.view(memory, target.byteOffset, M * N));
}

/** Rows where they are, or copied so that they follow each other. */
function placeRows(
  data: Gemm["A"],
  step: number,
  from: number,
  rows: number,
  width: number,
  place: Gemm["A"],
  shop: Workshop,
): Block {
  const { bytes } = shop.element;
  if (isIn(shop, data)) return { address: data.byteOffset + from * step * bytes, step: step * bytes };
  copyRows({ from: data, start: from * step, step, to: place, toStep: width, rows, width });
  return { address: place.byteOffset, step: width * bytes };
}

/** Addresses of lists, and of their ends behind them. */
const listsIn = (lists: number, { element }: Workshop): readonly [lists: number, ends: number] => [
  lists,
  lists + LISTS * listSize(element),
];

/** 0 x is 0 or −0, and NaN where x is not finite: so is the sum of them. */
function areFinite(from: number, size: number, to: number, { routines, element, memory }: Workshop): boolean {
  routines[zeroTimesName(element)](from, size / (VECTORS * element.lanes), to);
  return element.view(memory, to, element.lanes).every((sum) => sum === 0);
}
