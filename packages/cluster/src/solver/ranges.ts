import type { SampleRange } from "@espalier/prune";

/**
 * Deals the samples of a file in order, and begins again after the last one; a batch never has a sample twice. It is the order in which `pruneStream`
 * reads a stream.
 */
export function dealer(samples: number): (count: number) => SampleRange[] {
  let next = 0;
  return (count) => {
    const wanted = Math.min(count, samples);
    const end = next + wanted;
    const ranges = [{ from: next, to: Math.min(end, samples) }];
    if (end > samples) ranges.push({ from: 0, to: end - samples });
    next = end % samples;
    return ranges;
  };
}

/** The number of samples in some ranges. */
export const sizeOf = (ranges: readonly SampleRange[]): number =>
  ranges.reduce((sum, { from, to }) => sum + to - from, 0);

/** The samples of a batch with numbers from ≤ n < to in the batch, as ranges of the file. */
export function within(ranges: readonly SampleRange[], from: number, to: number): SampleRange[] {
  let before = 0;
  return ranges.flatMap((range) => {
    const first = range.from + Math.max(0, from - before);
    const end = Math.min(range.to, range.from + to - before);
    before += range.to - range.from;
    return end > first ? [{ from: first, to: end }] : [];
  });
}
