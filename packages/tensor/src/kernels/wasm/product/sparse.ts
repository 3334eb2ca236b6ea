import type { Data } from "../../../tensor.ts";
import { listSize } from "../lists/nonzeros.ts";
import { VECTORS } from "../lists/nonzero-sums.ts";
import type { GemmContext } from "./gemm-context.ts";

/** Lists that are written at a time. */
export const LISTS = 32;

/** Below this number of multiplications for each list, lists cost more than they gain. */
export const SMALLEST = 1024;

/** The rows of a matrix that are sampled to estimate its share of zeros, and the stride between their sampled entries. */
const SAMPLES = 6;
const STRIDE = 5;

/** Lists are faster up to a share of nonzero entries of about 0.47 in rows and 0.64 in columns, in either precision. */
const DENSE = 0.45;

/** Estimates the share of the entries of a matrix by rows that are not 0. What depends on it changes the speed and no bit. */
export function nonzeroShare(data: Data, step: number, rows: number, width: number): number {
  let [others, looked] = [0, 0];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = Math.floor(((sample + 0.5) * rows) / SAMPLES) * step;
    for (let at = start; at < start + width; at += STRIDE, looked++) if (data[at] !== 0) others++;
  }
  return others / looked;
}

/** Whether enough entries of a matrix by rows are exactly 0 for lists of the others to be faster. */
export const isMostlyZero = (data: Data, step: number, rows: number, width: number): boolean =>
  nonzeroShare(data, step, rows, width) < DENSE;

/** The address of the ends of the lists, which lie behind them. */
export const endsOf = (lists: number, { element }: GemmContext): number => lists + LISTS * listSize(element);

/** Whether all numbers are finite: 0 · x is ±0 for a finite x and NaN otherwise. The sums are left at `to`. */
export function areFinite(from: number, size: number, to: number, context: GemmContext): boolean {
  const { lists, element, everything } = context;
  lists.zeroTimes(from, size / (VECTORS * element.lanes), to);
  let sum = 0;
  for (let lane = 0; lane < element.lanes; lane++) sum += everything[to / element.bytes + lane];
  return sum === 0;
}
