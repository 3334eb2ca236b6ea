/** A range of rows, columns or products. */
export interface Range {
  readonly from: number;
  readonly size: number;
}

/** Cuts a length into equal parts, none longer than `longest`. */
export function* parts(length: number, longest: number): Generator<Range> {
  const size = Math.ceil(length / Math.ceil(length / longest));
  for (let from = 0; from < length; from += size) yield { from, size: Math.min(size, length - from) };
}
