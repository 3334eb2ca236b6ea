import type { Data } from "../../../tensor.ts";

export interface Rows {
  readonly from: Data;
  readonly start: number;
  /** The entries from one row to the next. */
  readonly step: number;
  readonly to: Data;
  readonly toStart?: number;
  readonly toStep: number;
  readonly rows: number;
  readonly width: number;
}

/** From this width on, copying a whole row is faster than copying entry by entry. */
const LONG = 32;

/** Copies rows of a matrix, all at once if they are contiguous on both sides. */
export function copyRows({ from, start, step, to, toStart = 0, toStep, rows, width }: Rows): void {
  if (step === width && toStep === width) return to.set(from.subarray(start, start + rows * width), toStart);
  for (let row = 0; row < rows; row++) {
    const source = start + row * step;
    const target = toStart + row * toStep;
    if (width >= LONG) to.set(from.subarray(source, source + width), target);
    else for (let at = 0; at < width; at++) to[target + at] = from[source + at];
  }
}
