import { checkNetwork, mapParameters } from "@espalier/network";
import type { Layer, MetricName, Network, SpanNode } from "@espalier/network";
import { layersOf, judged, checkBatch } from "@espalier/network/internal";
import { checkTensor, copyIn, kernels, matchAxes, ShapeError, zeros } from "@espalier/tensor";
import type { Arena, DType, Tensor } from "@espalier/tensor";
import type { Probes } from "./directions.ts";
import { energiesInArena } from "./energy-in-arena.ts";
import { momentsInArena } from "./moments-in-arena.ts";
import type { Scales } from "./layer-scale.ts";
import { mergeInto, mergeMoments, noMoments } from "./moments.ts";
import type { Moments } from "./moments.ts";
import { tiedMoments } from "./tied-in-batch.ts";
import { mergeTied, noTiedMoments } from "./tied.ts";
import type { TiedMoments } from "./tied.ts";

/** Everything about the samples that the scores of a layer depend on; its size does not grow with their number. It merges as its moments do. */
export interface LayerStatistics {
  /** N */
  readonly samples: number;
  /** Moments of the inputs under the energy of each neuron. */
  readonly weighted: Moments;
  /** Moments of the inputs under equal weights: those of one neuron whose energy is 1 in every sample. */
  readonly unweighted: Moments;
  /** Of the first layer of those that use one matrix: the moments of all uses together. */
  readonly tied?: TiedMoments | undefined;
}

/** The statistics of the samples n with from ≤ n < to: `total`, layer by layer. */
export type StatisticsPart = SpanNode<readonly LayerStatistics[]>;

/** The statistics of no samples. */
export const noStatistics = (network: Network): LayerStatistics[] =>
  withTies(layersOf("noStatistics", network).map(noStatisticsOf), noTiedMoments(network));

/** The statistics of no samples, of one layer. */
export const noStatisticsOf = ({ weight: { shape } }: Pick<Layer, "weight">): LayerStatistics => {
  const [I, J] = shape;
  return { samples: 0, weighted: noMoments(I, J), unweighted: noMoments(1, J) };
};

const withTies = (
  layers: readonly LayerStatistics[],
  ties: readonly (TiedMoments | undefined)[],
): LayerStatistics[] =>
  layers.map((layer, k) => (ties[k] === undefined ? layer : { ...layer, tied: ties[k] })); // none, or one for each layer

/**
 * The statistics of one batch X [n, d_0], layer by layer.
 *
 * @throws ShapeError, ValueError when the network or the batch is not valid
 */
export function batchStatistics(network: Network, X: Tensor): LayerStatistics[] {
  checkNetwork("batchStatistics", network);
  checkBatch("batchStatistics", network, X);
  return statisticsOf(network, X);
}

/** How the statistics of a batch are computed. */
export interface StatisticsOptions {
  /** `outputs` by default. */
  readonly metric?: MetricName | undefined;
  /** Fewer sweeps than outputs; all by default. */
  readonly probes?: Probes | undefined;
  /** Of each layer; 1 by default. */
  readonly scales?: Scales | undefined;
  /** The precision of the sums; `f64` by default. */
  readonly sums?: DType | undefined;
  /** Checks the batch, in the memory where it is used. */
  readonly check?: ((X: Tensor) => void) | undefined;
  /** Statistics of the same network that are no longer needed: their arrays are overwritten. */
  readonly used?: readonly LayerStatistics[] | undefined;
}

/** {@link batchStatistics} without the checks. */
export const statisticsOf = (
  given: Network,
  X: Tensor,
  { metric = "outputs", probes, scales, sums = "f64", check, used }: StatisticsOptions = {},
): LayerStatistics[] => {
  const network = judged(given, metric);
  return withTies(
    inArena((arena) => {
      const batch = copyIn(arena, X);
      check?.(batch);
      return energiesInArena(arena, networkIn(arena, network), batch, metric, probes, scales).map(
        ({ input, energy }, k) => statisticsIn(arena, input, energy, sums, used?.[k]),
      );
    }),
    tiedMoments(network, X, metric, probes),
  );
};

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
  checkTensor("layerStatistics", "X", X);
  checkTensor("layerStatistics", "G", G);
  matchAxes("layerStatistics", { X: [X, "NJ"], G: [G, "NI"] });
  return inArena((arena) => statisticsIn(arena, X, G, "f64"));
}

/** The moments of X [n, j] under equal weights: the mean [1, j], and the scatter Σ_n (x_nj − mean_j)² [1, j]. */
export const unweightedMoments = (X: Tensor): Moments =>
  inArena((arena) => statisticsIn(arena, X, zeros([X.shape[0], 0]), "f64").unweighted);

/** {@link layerStatistics} in an arena. */
export const statisticsIn = (
  arena: Arena,
  X: Tensor,
  G: Tensor,
  sums: DType,
  used?: LayerStatistics,
): LayerStatistics => ({ samples: X.shape[0], ...momentsInArena(arena, X, G, sums, used) });

/** Computes in an arena of the kernels, and releases it. */
export function inArena<T>(compute: (arena: Arena) => T): T {
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
 * @throws ShapeError when they are of networks of different sizes, naming the layer
 */
export function mergeStatistics(
  a: readonly LayerStatistics[],
  b: readonly LayerStatistics[],
): LayerStatistics[] {
  if (a.length !== b.length)
    throw new ShapeError("mergeStatistics", `statistics of ${a.length} layers, as the first`, `${b.length}`);
  return a.map((layer, k) => {
    const where = `mergeStatistics: layer ${k}`;
    matchAxes(where, { a: [layer.weighted.mean, "IJ"], b: [b[k].weighted.mean, "IJ"] });
    return {
      samples: layer.samples + b[k].samples,
      weighted: mergeMoments(layer.weighted, b[k].weighted),
      unweighted: mergeMoments(layer.unweighted, b[k].unweighted),
      ...tiesOf(layer, b[k]),
    };
  });
}

/** {@link mergeStatistics} into the total so far, which is of the same network. */
export const addStatistics = (
  total: readonly LayerStatistics[],
  part: readonly LayerStatistics[],
): LayerStatistics[] => total.map((layer, k) => ({ ...addLayer(layer, part[k]), ...tiesOf(layer, part[k]) }));

/** {@link addStatistics} of one layer whose matrix no other layer uses. */
export const addLayer = (
  { samples, weighted, unweighted }: LayerStatistics,
  part: LayerStatistics,
): LayerStatistics => ({
  samples: samples + part.samples,
  weighted: mergeInto(weighted, weighted, part.weighted),
  unweighted: mergeInto(unweighted, unweighted, part.unweighted),
});

type Tied = Pick<LayerStatistics, "tied">;

const tiesOf = ({ tied: a }: Tied, { tied: b }: Tied): Tied =>
  a === undefined || b === undefined ? {} : { tied: mergeTied(a, b) };

/** A copy that shares no memory. */
export const cloneStatistics = (statistics: readonly LayerStatistics[]): LayerStatistics[] => {
  const copy = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.slice() });
  const moments = ({ totalEnergy, mean, scatter }: Moments): Moments => ({
    totalEnergy: copy(totalEnergy),
    mean: copy(mean),
    scatter: copy(scatter),
  });
  return statistics.map(({ samples, weighted, unweighted, tied }) => ({
    samples,
    weighted: moments(weighted),
    unweighted: moments(unweighted),
    ...(tied && {
      tied: {
        ...tied,
        centre: copy(tied.centre),
        energy: copy(tied.energy),
        pull: copy(tied.pull),
        square: copy(tied.square),
      },
    }),
  }));
};
