import { amount, count, date, list, machine, oneOf, text as words } from "@espalier/pages/results";
import type { Read } from "@espalier/pages/results";
import * as v from "valibot";

const row = v.strictObject({
  /** d_0 … d_L of the dense network. */
  of: words,
  /** The removed share, such as `neurons 50 %`. */
  variant: words,
  /** d_0 … d_L of the smaller network. */
  sizes: list(count),
  /** Of the numbers in memory, and of the sparse file where the zeros are left out. */
  bytes: count,
  /** Microseconds of processor time for one sample, of each way to run it. */
  plain1: amount,
  plain128: amount,
  wasm1: amount,
  wasm128: amount,
  /** With the same kernels in a page of Chromium, by the clock; 0 where there is none. */
  chromium1: amount,
  chromium128: amount,
  javascript: amount,
  /** 0 where there is no C compiler. */
  c: amount,
});
export type Row = Read<typeof row>;

export const structuredResults = v.strictObject({
  format: oneOf("espalier-structured-speed"),
  version: oneOf(1),
  date,
  machine,
  rows: list(row),
});
export type Results = Read<typeof structuredResults>;
