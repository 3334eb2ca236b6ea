import { CHUNK } from "../graph/chunk.ts";
import type { Network } from "../graph/graph.ts";
import { weightCount } from "../graph/network.ts";

/** The samples n with from ≤ n < to. */
export interface SampleRange {
  /** The first sample. */
  readonly from: number;
  /** The sample after the last one. */
  readonly to: number;
}

/** The work of a span, in samples times weights: about a minute of one core. */
const WORK = 2 ** 36;
const MOST = 2 ** 16;

/**
 * The number of samples in a span. Within a span the statistics of chunks are merged one after the other; over spans by a fixed
 * tree, see `joins`. So the order of every sum is part of the definition, and threads, processes and machines that share the samples
 * give the same bits.
 *
 * It is 65,536 for up to 2²⁰ weights, and half of that whenever the weights double, down to one chunk.
 */
export function spanOf(network: Network): number {
  const weights = 2 ** Math.ceil(Math.log2(weightCount(network)));
  return Math.min(MOST, Math.max(CHUNK, WORK / weights));
}

/**
 * Whether the totals of two ranges, the second behind the first, are merged to one:
 *
 * - a chunk follows the chunks from the start of its span on (the left fold), or
 * - both are nodes of the tree: 2ᵏ whole spans that start at a multiple of 2ᵏ⁺¹, and the next 2ᵏ (the tree).
 *
 * So the total of a range does not depend on how the samples were split.
 */
export function joins(span: number, a: SampleRange, b: SampleRange): boolean {
  if (a.to !== b.from) return false;
  const size = a.to - a.from;
  if (size < span) return a.from % span === 0 && size % CHUNK === 0 && b.to - b.from <= CHUNK;
  return b.to - b.from === size && a.from % (2 * size) === 0;
}
