/** A range of rows, columns or products. */
export interface Range {
  readonly from: number;
  readonly size: number;
}

/** Cuts a length into equal parts, none longer than `longest`. */
export function parts(length: number, longest: number): readonly Range[] {
  const size = evenly(length, longest);
  const ranges: Range[] = [];
  for (let from = 0; from < length; from += size) ranges.push(partAt(from, length, size));
  return ranges;
}

/** The size of {@link parts}. */
export const evenly = (length: number, longest: number): number =>
  Math.ceil(length / Math.ceil(length / longest));

/** The part that begins at `from`. */
export const partAt = (from: number, length: number, size: number): Range => ({
  from,
  size: Math.min(size, length - from),
});
