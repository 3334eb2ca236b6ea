import type { WeightedSums } from "../../kernels.ts";
import { elements } from "../engine/element.ts";
import type { Range } from "../engine/ranges.ts";
import type { Scratch } from "../engine/scratch.ts";

const [, double] = elements;

/** Neurons that are summed at a time, two sums each: eight neurons fill eight vectors of accumulators, two fill two. */
export const NEURONS: readonly number[] = [8, 2];

/** The bytes from sample to sample in a panel: the same for all panels, so that one list of samples serves them all. */
export const STEP: number = NEURONS[0] * double.bytes;

/** Samples in a group; the last group is filled with zeros, which change no sum. */
export const GROUP = 4;

/** Weights of some neurons, sample by sample. */
export interface Panel extends Range {
  readonly width: number;
  readonly address: number;
}

/** Copies weights into their panels. */
export function placeWeights(
  { G, I }: WeightedSums,
  samples: Range,
  neurons: Range,
  { panels: place }: Scratch,
): readonly Panel[] {
  const panels: Panel[] = [];
  const step = STEP / double.bytes;
  const rows = Math.ceil(samples.size / GROUP) * GROUP;
  let to = 0;
  for (let from = 0; from < neurons.size;) {
    const rest = neurons.size - from;
    const width = NEURONS.find((several) => several <= rest) ?? NEURONS[NEURONS.length - 1];
    const size = Math.min(width, rest);
    panels.push({
      from: neurons.from + from,
      size,
      width,
      address: place.byteOffset + to * double.bytes,
    });
    for (let n = samples.from; n < samples.from + samples.size; n++, to += step) {
      const start = n * I + neurons.from + from;
      for (let i = 0; i < size; i++) place[to + i] = G[start + i];
    }
    place.fill(0, to, (to += (rows - samples.size) * step));
    from += size;
  }
  return panels;
}
