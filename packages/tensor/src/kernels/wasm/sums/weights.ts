import type { Data } from "../../../tensor.ts";
import type { WeightedSums } from "../../kernels.ts";
import type { Element } from "../engine/element.ts";
import type { Range } from "../engine/ranges.ts";

/** Vectors of neurons that are summed at a time: two sums each, so that four fill eight accumulators. */
export const VECTORS: readonly number[] = [4, 1];

/** The bytes from sample to sample in a panel: the same for all panels, so that one list of samples serves them all. */
export const STEP: number = 16 * VECTORS[0];

/** Samples in a group; the last group is filled with zeros, which change no sum. */
export const GROUP = 4;

/** Weights of some neurons, sample by sample. */
export interface Panel extends Range {
  readonly vectors: number;
  /** Entries of a vector. */
  readonly lanes: number;
  /** Entries of all its vectors, which may be more than its neurons. */
  readonly width: number;
  readonly address: number;
}

/** Copies weights into their panels, the narrowest that hold them. Without any, there is one panel, of zeros. */
export function placeWeights(
  { G, I }: WeightedSums,
  samples: Range,
  neurons: Range,
  { lanes, bytes }: Element,
  place: Data,
): readonly Panel[] {
  const panels: Panel[] = [];
  const step = STEP / bytes;
  const rows = Math.ceil(samples.size / GROUP) * GROUP;
  let [from, to] = [0, 0];
  do {
    const rest = neurons.size - from;
    const vectors = VECTORS.findLast((several) => several * lanes >= rest) ?? VECTORS[0];
    const width = vectors * lanes;
    const size = Math.min(width, rest);
    panels.push({
      from: neurons.from + from,
      size,
      vectors,
      lanes,
      width,
      address: place.byteOffset + to * bytes,
    });
    for (let n = samples.from; n < samples.from + samples.size; n++, to += step) {
      const start = n * I + neurons.from + from;
      for (let i = 0; i < size; i++) place[to + i] = G[start + i];
      for (let i = size; i < width; i++) place[to + i] = 0;
    }
    place.fill(0, to, (to += (rows - samples.size) * step));
    from += size;
  } while (from < neurons.size);
  return panels;
}
