import { zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { LayerEnergy } from "../method/energy.ts";

/**
 * The inputs and energies of samples in one layer, from which the statistics of its rows follow, one row after the other. A row takes J² numbers,
 * all rows I J²: more than the samples in a wide layer. The chunks and the halves are in the order of the sums, see `Pass`.
 */
export interface HeldSamples {
  /** Two sets of samples, whose sums are merged before those of the chunks are added. */
  readonly halves?: readonly [HeldSamples, HeldSamples] | undefined;
  readonly chunks: readonly LayerEnergy[];
}

export const noSamples: HeldSamples = { chunks: [] };

/** The samples of a chunk. Its inputs may lie in memory that is used again. */
export const holding = ({ input, energy }: LayerEnergy, X: Tensor): HeldSamples => ({
  chunks: [
    { input: input.data.buffer === X.data.buffer ? { ...input, data: input.data.slice() } : input, energy },
  ],
});

/** The samples of a span, and then those of a chunk. */
export const withChunks = ({ halves, chunks }: HeldSamples, part: HeldSamples): HeldSamples => ({
  halves,
  chunks: [...chunks, ...part.chunks],
});

/** The samples of two sets, whose sums are merged. */
export const together = (a: HeldSamples, b: HeldSamples): HeldSamples => ({ halves: [a, b], chunks: [] });

/** A sum over samples for row i, in the order of the sums over all rows. */
export function foldSamples<T>(
  { halves, chunks }: HeldSamples,
  i: number,
  how: {
    /** The sum over no samples of J inputs … */
    readonly none: (J: number) => T;
    /** … over those of a chunk … */
    readonly of: (layer: LayerEnergy) => T;
    /** … and over both of two sets. */
    readonly merge: (a: T, b: T) => T;
  },
): T {
  let total = halves && how.merge(foldSamples(halves[0], i, how), foldSamples(halves[1], i, how));
  for (const chunk of chunks)
    total = how.merge(total ?? how.none(chunk.input.shape[1]), how.of(rowOf(chunk, i)));
  if (total === undefined) throw new RangeError("a sum over no samples");
  return total;
}

/** A layer with the energy of neuron i alone. */
function rowOf({ input, energy }: LayerEnergy, i: number): LayerEnergy {
  const [N, I] = energy.shape;
  const own = zeros([N, 1]);
  for (let n = 0; n < N; n++) own.data[n] = energy.data[n * I + i];
  return { input, energy: own };
}
