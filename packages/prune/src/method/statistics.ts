import { copyIn, kernels, matchAxes, ShapeError, zeros } from "@espalier/tensor";
import type { Arena, Tensor } from "@espalier/tensor";
import { energiesIn } from "./energy.ts";
import { mergeInto, mergeMoments, momentsOf, noMoments, sumsIn } from "./moments.ts";
import type { Moments } from "./moments.ts";
import { checkNetwork, mapParameters } from "../network/network.ts";
import type { Network } from "../network/network.ts";
import { checkBatch } from "../network/samples.ts";

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
  return statisticsOf(network, X);
}

/** {@link batchStatistics} of what has been checked. */
export const statisticsOf = (network: Network, X: Tensor): LayerStatistics[] =>
  inArena((arena) =>
    energiesIn(arena, networkIn(arena, network), copyIn(arena, X)).map(({ input, energy }) =>
      statisticsIn(arena, input, energy),
    ),
  );

const networkIn = (arena: Arena, network: Network): Network =>
  mapParameters(network, (parameter) => copyIn(arena, parameter));

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
export const plainMoments = (X: Tensor): Moments =>
  inArena((arena) => statisticsIn(arena, X, zeros([X.shape[0], 0])).plain);

/** A neuron more, which feels every sample alike: so one look at the inputs serves both kinds of moments. */
function statisticsIn(arena: Arena, X: Tensor, G: Tensor): LayerStatistics {
  const [N, I] = G.shape;
  const [felt, all] = [G.data, arena.doubles(N * (I + 1)).fill(1)];
  for (let n = 0; n < N; n++) for (let i = 0; i < I; i++) all[n * (I + 1) + i] = felt[n * I + i];
  const sums = sumsIn(arena, X, { shape: [N, I + 1], data: all });
  return { samples: N, felt: momentsOf(sums, 0, I), plain: momentsOf(sums, I, I + 1) };
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

/** {@link mergeStatistics} into the total so far, which is of the same network. */
export const addStatistics = (
  total: readonly LayerStatistics[],
  part: readonly LayerStatistics[],
): LayerStatistics[] =>
  total.map(({ samples, felt, plain }, k) => ({
    samples: samples + part[k].samples,
    felt: mergeInto(felt, felt, part[k].felt),
    plain: mergeInto(plain, plain, part[k].plain),
  }));
