/** A range of rows, columns or products. */
export interface Range {
  readonly from: number;
  readonly size: number;
}

/** Cuts a length into equal parts, none longer than `longest`. */
export function parts(length: number, longest: number): readonly Range[] {
  const size = Math.ceil(length / Math.ceil(length / longest));
  const ranges: Range[] = [];
  for (let from = 0; from < length; from += size) ranges.push({ from, size: Math.min(size, length - from) });
  return ranges;
}
