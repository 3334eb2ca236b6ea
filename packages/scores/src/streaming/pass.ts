import type { Chunk, LossName, Mask, MetricName, Network } from "@espalier/network";
import type { DType } from "@espalier/tensor";
import type { Probes } from "../method/directions.ts";
import type { Scales } from "../method/layer-scale.ts";

/** The input of a pass besides the samples. */
export interface PassInput {
  /** The public function that was called, which errors name. */
  readonly who: string;
  /** The network whose weights are scored. */
  readonly network: Network;
  /** The loss of the targets, for a strategy that needs them. */
  readonly loss?: LossName | undefined;
  /** In which the energies measure a change of the outputs; `outputs` by default. */
  readonly metric?: MetricName | undefined;
  /** Random probes in place of a sweep for each output; none by default. */
  readonly probes?: Probes | undefined;
  /** The precision of the sums over the samples of a chunk; `f64` by default. */
  readonly sums?: DType | undefined;
  /** The most bytes that statistics of rows may take; 8 GiB by default. */
  readonly memory?: number | undefined;
  /** The number of samples, where it is known. */
  readonly samples?: number | undefined;
  /** Of a network that lost weights in earlier stages: those that are left. No later stage reads how the others vary. */
  readonly masks?: readonly Mask[] | undefined;
  /** Whether the passes multiply by scales what they square, where it is out of range; if undefined, no scales are looked for. */
  readonly isScaled?: boolean | undefined;
  /** The scales, by the first chunk of samples; absent where all squares are in range. */
  readonly scales?: Scales | undefined;
}

/** The total of a pass over all samples, and their number. Plain data. */
export interface PassResult<Total = unknown> {
  /** N, the number of samples. */
  readonly samples: number;
  /** The reduced total of all parts. */
  readonly total: Total;
  /** As in {@link PassInput}. */
  readonly scales?: Scales | undefined;
}

/**
 * One pass over the samples, as a map and a reduction. Each chunk is mapped to some parts, which may be computed in any order and
 * on any thread. They are reduced in one order: that of the chunks and of the pieces in them within a span of samples, see `spanOf`, and a
 * fixed tree over the totals of spans. So the bits of the total depend on nothing else.
 */
export interface Pass<Part = unknown, Total = unknown> {
  /** The work of each piece of a chunk for one sample, in any unit: one piece, or several if a chunk takes long. */
  readonly costs: readonly number[];
  /** Whether its map itself checks that the inputs are finite, once it has them where the kernels are fast. */
  readonly checksInputs?: true;
  /** From a chunk to its parts; each is plain data and shares no memory. */
  map(chunk: Chunk): (piece: number) => Part;
  /** A new total of no samples. */
  initial(): Total;
  /** The total of one part, `reduce(initial(), part)` to the bit: for a pass whose parts are totals themselves. */
  start?(part: Part): Total;
  /** The total with one more part. It may write to the total that it receives, and the next parts may take the memory of this one. */
  reduce(total: Total, part: Part): Total;
  /** The total of two ranges of samples, the second behind the first. It may write to both. */
  merge(a: Total, b: Total): Total;
}

/** Makes a pass; from the second one on it receives the result of the pass before. */
export type PassOf = (input: PassInput, before: PassResult) => Pass;

/** The result before the first pass. */
export const noResult: PassResult = { samples: 0, total: undefined };

/** The work of all pieces of a chunk for one sample. */
export const costOf = ({ costs }: Pass): number => costs.reduce((sum, each) => sum + each, 0);

/** A sum of arrays into the first ones: a reduction for totals that are plain sums, an array for each layer. */
export function addArrays(sums: Float64Array[], parts: readonly Float64Array[]): Float64Array[] {
  for (const [k, sum] of sums.entries()) for (let at = 0; at < sum.length; at++) sum[at] += parts[k][at];
  return sums;
}
