import type { Data } from "../../../tensor.ts";
import type { WeightedSums } from "../../kernels.ts";
import { advance, int, interleave, loadVector, repeat, routine, storeVector } from "../engine/assembler.ts";
import type { Code, Routine } from "../engine/assembler.ts";
import { demote } from "../engine/doubles.ts";
import type { Element } from "../engine/element.ts";
import type { Routines } from "../engine/engine.ts";
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

const weightsName = ({ dtype }: Element, vectors: number): string => `${dtype}-weights-${vectors}`;

/**
 * Copies rows of doubles into a panel of some vectors, in its precision.
 *
 * (G, bytes of a row of G, panel, rows)
 */
export const weights = (sum: Element, vectors: number): Routine =>
  routine(weightsName(sum, vectors), 4, ([G, row, panel, rows]) => {
    const pair = (at: number): Code => loadVector(G.get, 16 * at);
    const vectorAt = (at: number): Code =>
      sum.dtype === "f64" ? pair(at) : interleave(demote(pair(2 * at)), demote(pair(2 * at + 1)), 2, 0);
    return repeat(
      rows,
      Array.from({ length: vectors }, (_, at) => storeVector(panel.get, 16 * at, vectorAt(at))),
      advance(G, row.get),
      advance(panel, int(STEP)),
    );
  });

/** Copies weights into their panels, the narrowest that hold them. Without any, there is one panel, of zeros. */
export function placeWeights(
  routines: Routines,
  { G, I }: WeightedSums,
  samples: Range,
  neurons: Range,
  sum: Element,
  place: Data,
): readonly Panel[] {
  const { lanes, bytes } = sum;
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
    const start = samples.from * I + neurons.from + from;
    if (G.buffer === place.buffer && size === width && samples.size > 0) {
      const address = place.byteOffset + to * bytes;
      routines[weightsName(sum, vectors)](G.byteOffset + 8 * start, 8 * I, address, samples.size);
    } else
      for (let n = 0; n < samples.size; n++)
        for (let i = 0; i < width; i++) place[to + n * step + i] = i < size ? G[start + n * I + i] : 0;
    to += samples.size * step;
    place.fill(0, to, (to += (rows - samples.size) * step));
    from += size;
  } while (from < neurons.size);
  return panels;
}
