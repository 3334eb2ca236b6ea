import type { Gemm } from "../kernels.ts";
import type { Block, Panel, Workshop } from "./blocks.ts";
import { listSumsName } from "./list-sums.ts";
import { ENTRY, GROUP, rowListsName } from "./lists.ts";
import { parts } from "./ranges.ts";
import { LONGEST } from "./scratch.ts";

/** Where A is a list, panels of B are so many vectors wide. */
export const SPARSE = 8;

/** So many rows of A are listed at a time. */
const ROWS = 32;

/** Rows of A that are looked at, and which of their entries, to guess how many zeros there are. */
const [SAMPLES, STRIDE] = [6, 3];

/** Lists are faster up to a share of others than 0 of about 0.43 in single and 0.55 in double precision. */
const DENSE = 0.4;

/** Below so many products of numbers a row, a list costs more than it gains. */
const SMALLEST = 1024;

/** Whether so much of A is exactly 0 that lists of the rest are faster. It changes the speed and no bit. */
export function isSparse({ M, N, K, A, aRow }: Gemm, { element, order }: Workshop): boolean {
  const fits = N % (SPARSE * element.lanes) === 0 && N <= LONGEST.N && K % GROUP === 0 && K <= LONGEST.K;
  if (order !== "rows" || !fits || N * K < SMALLEST || M < SAMPLES) return false;
  let [others, looked] = [0, 0];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = Math.floor(((sample + 0.5) * M) / SAMPLES) * aRow;
    for (let at = start; at < start + K; at += STRIDE, looked++) if (A[at] !== 0) others++;
  }
  return others < DENSE * looked;
}

/** Where the lists are: in the place of B, which is in panels by now. */
const listsIn = ({ scratch }: Workshop, K: number): { lists: number; size: number; ends: number } => {
  const lists = scratch.B.byteOffset;
  const size = (K + 1) * ENTRY; // one that is written and left out
  return { lists, size, ends: lists + ROWS * size };
};

/** C = A B by lists of what is not 0 in the rows of A, of all of it unless B is finite. */
export function multiplySparse(
  a: Block,
  panels: readonly Panel[],
  c: Block,
  M: number,
  K: number,
  shop: Workshop,
): void {
  const { routines, memory, element } = shop;
  const { lists, size, ends } = listsIn(shop, K);
  element.view(memory, c.address, M * panels.length * SPARSE * element.lanes).fill(0);
  const keep = areFinite(panels, K, shop) ? 0 : -1;
  for (const { from, size: rows } of parts(M, ROWS)) {
    const here = a.address + from * a.step;
    routines[rowListsName(element)](here, a.step, lists, size, ends, rows, K / GROUP, keep);
    for (const panel of panels) {
      const to = c.address + from * c.step + panel.from * element.bytes;
      routines[listSumsName(element, SPARSE, false)](lists, size, ends, panel.address, to, c.step, rows);
    }
  }
}

/** 0 b is 0 or −0, and NaN where b is not finite: so is the sum of them, from a list of nothing but zeros. */
function areFinite(panels: readonly Panel[], K: number, shop: Workshop): boolean {
  const { routines, memory, element } = shop;
  const { lists, ends } = listsIn(shop, K);
  const entries = new Int32Array(memory, lists, 4 * K).fill(0);
  for (let k = 0; k < K; k++) entries[4 * k + 2] = k;
  new Int32Array(memory, ends, 1)[0] = lists + K * ENTRY;
  const sums = element.view(memory, ends + ENTRY, SPARSE * element.lanes).fill(0);
  for (const panel of panels)
    routines[listSumsName(element, SPARSE, false)](lists, 0, ends, panel.address, sums.byteOffset, 0, 1);
  return sums.every((sum) => sum === 0);
}
