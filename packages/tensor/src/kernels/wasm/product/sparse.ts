import type { Data } from "../../../tensor.ts";
import { listSize } from "../lists/nonzeros.ts";
import { VECTORS } from "../lists/nonzero-sums.ts";
import type { GemmContext } from "./gemm-context.ts";

/** So many lists are written at a time. */
export const LISTS = 32;

/** Below so many products of numbers a list, it costs more than it gains. */
export const SMALLEST = 1024;

/** Rows of a matrix that are looked at, and which of their entries, to guess how many zeros there are. */
const SAMPLES = 6;
const STRIDE = 5;

/** Lists are faster up to a share of others than 0 of about 0.47 in rows and 0.64 in columns, in either precision. */
const DENSE = 0.45;

/** Whether so many entries of a matrix by rows are exactly 0 that lists of the rest are faster. It changes the speed and no bit. */
export function isMostlyZero(data: Data, step: number, rows: number, width: number): boolean {
  let [others, looked] = [0, 0];
  for (let sample = 0; sample < SAMPLES; sample++) {
    const start = Math.floor(((sample + 0.5) * rows) / SAMPLES) * step;
    for (let at = start; at < start + width; at += STRIDE, looked++) if (data[at] !== 0) others++;
  }
  return others < DENSE * looked;
}

/** Where the ends of lists are: behind them. */
export const endsOf = (lists: number, { element }: GemmContext): number => lists + LISTS * listSize(element);

/** 0 x is 0 or −0, and NaN where x is not finite: so is the sum of them, which is left at `to`. */
export function areFinite(from: number, size: number, to: number, context: GemmContext): boolean {
  const { lists, element, everything } = context;
  lists.zeroTimes(from, size / (VECTORS * element.lanes), to);
  let sum = 0;
  for (let lane = 0; lane < element.lanes; lane++) sum += everything[to / element.bytes + lane];
  return sum === 0;
}
