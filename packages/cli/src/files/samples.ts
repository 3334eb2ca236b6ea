import { CHUNK } from "@espalier/prune";
import type { SampleRange } from "@espalier/prune";
import { ValueError } from "@espalier/tensor";

export const chunkOf: number = CHUNK;

/** Which samples a command computes: all of them, those from one on and up to another, or part i of k. */
export interface RangeOptions {
  readonly from?: number;
  readonly to?: number;
  /** i/k */
  readonly part?: string;
}

/**
 * The samples that the options name. Parts begin where a span does if there are enough spans, and else where a chunk does.
 *
 * @throws ValueError when there are no such samples, or they begin within a chunk
 */
export function rangeIn(options: RangeOptions, samples: number, span: number, data: string): SampleRange {
  const { from = 0, to = samples, part } = options;
  if (part !== undefined) {
    if (options.from !== undefined || options.to !== undefined)
      throw new ValueError("--part", "--part or --from and --to", "both");
    return partOf(part, samples, span, data);
  }
  if (from % CHUNK !== 0)
    throw new ValueError("--from", `a multiple of ${CHUNK}, as samples are summed in chunks`, String(from));
  if (to > samples) throw new ValueError("--to", `at most ${samples}, the samples of ${data}`, String(to));
  if (from >= to) throw new ValueError("--from", `a sample before ${to}, where the part ends`, String(from));
  if (to % CHUNK !== 0 && to !== samples)
    throw new ValueError("--to", `a multiple of ${CHUNK}, or ${samples}, the samples of ${data}`, String(to));
  return { from, to };
}

function partOf(text: string, samples: number, span: number, data: string): SampleRange {
  const [, i, k] = (/^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? []).map(Number);
  if (i === undefined || k === undefined || i < 1 || i > k)
    throw new ValueError("--part", "i/k with 1 ≤ i ≤ k, such as 3/8", text);
  const unit = Math.ceil(samples / span) >= k ? span : CHUNK;
  const units = Math.ceil(samples / unit);
  if (units < k)
    throw new ValueError("--part", `at most ${units} parts of the ${samples} samples of ${data}`, text);
  const end = (part: number): number => Math.min(samples, unit * Math.floor((units * part) / k));
  return { from: end(i - 1), to: end(i) };
}
