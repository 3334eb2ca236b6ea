import { copyIn, kernels, matchAxes, ShapeError, zerosIn } from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";
import { energiesIn } from "./energy.ts";
import { centre, mergeMoments, momentsAround, noMoments } from "./moments.ts";
import type { Centred, Moments } from "./moments.ts";
import { checkNetwork } from "./network.ts";
import type { Network } from "./network.ts";
import { checkBatch } from "./samples.ts";

/** All that a layer's scores need to know of the samples, however many they are. Merges as its moments do. */
export interface LayerStatistics {
  /** N */
  readonly samples: number;
  /** Moments of the inputs under the energy of each neuron. */
  readonly felt: Moments;
  /** Moments of the inputs under equal weights, which are those of one neuron that feels every sample alike. */
  readonly plain: Moments;
}

/** The statistics of no samples. */
export const noStatistics = ({ layers }: Network): LayerStatistics[] =>
  layers.map(({ weight: { shape } }) => {
    const [I, J] = shape;
    return { samples: 0, felt: noMoments(I, J), plain: noMoments(1, J) };
  });

/**
 * The statistics of one batch X [n, d_0], layer by layer.
 *
 * @throws ShapeError, ValueError when the network or the batch are not what they should be
 */
export function batchStatistics(network: Network, X: Tensor): LayerStatistics[] {
  checkNetwork("batchStatistics", network);
  checkBatch("batchStatistics", network, X);
  return inArena((arena) =>
    energiesIn(arena, network, copyIn(arena, X)).map(({ input, energy }) =>
      statisticsIn(arena, input, energy),
    ),
  );
}

/**
 * The statistics of one layer.
 *
 * @param X inputs [n, j]
 * @param G energies [n, i]
 * @throws ShapeError when they disagree on n
 */
export function layerStatistics(X: Tensor, G: Tensor): LayerStatistics {
  matchAxes("layerStatistics", { X: [X, "NJ"], G: [G, "NI"] });
  return inArena((arena) => statisticsIn(arena, X, G));
}

/** The moments of X [n, j] under equal weights. */
export const plainMoments = (X: Tensor): Moments => inArena((arena) => plainIn(arena, centre(X, arena)));

function statisticsIn(arena: Arena, X: Tensor, G: Tensor): LayerStatistics {
  const around = centre(X, arena);
  return { samples: X.shape[0], felt: momentsAround(around, G, arena), plain: plainIn(arena, around) };
}

function plainIn(arena: Arena, around: Centred): Moments {
  const ones = zerosIn(arena, [around.X.shape[0], 1]);
  ones.data.fill(1);
  return momentsAround(around, ones, arena);
}

/** Something that is computed where the kernels are fastest, and that memory given back. */
function inArena<T>(compute: (arena: Arena) => T): T {
  const arena = kernels().arena();
  try {
    return compute(arena);
  } finally {
    arena.release();
  }
}

/**
 * The statistics of two sets of samples together.
 *
 * @throws ShapeError when they are of networks of other sizes, naming the layer
 */
export function mergeStatistics(
  a: readonly LayerStatistics[],
  b: readonly LayerStatistics[],
): LayerStatistics[] {
  if (a.length !== b.length)
    throw new ShapeError("mergeStatistics", `statistics of ${a.length} layers, as the first`, `${b.length}`);
  return a.map((layer, k) => {
    const where = `mergeStatistics: layer ${k}`;
    matchAxes(where, { a: [layer.felt.mean, "IJ"], b: [b[k].felt.mean, "IJ"] });
    return {
      samples: layer.samples + b[k].samples,
      felt: mergeMoments(layer.felt, b[k].felt),
      plain: mergeMoments(layer.plain, b[k].plain),
    };
  });
}
