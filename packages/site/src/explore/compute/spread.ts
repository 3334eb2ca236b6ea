import {
  batchStatistics,
  energies,
  layerStatistics,
  scoreLayer,
  tensor,
  unweightedMoments,
} from "@espalier/prune";
import { models } from "../models/index.ts";
import type { ModelName } from "../models/index.ts";
import { weightOf } from "./edge.ts";
import type { Edge } from "./edge.ts";

/** What scene c shows: one input of one neuron, sample by sample, and what the scores make of it. */
export interface Spread {
  readonly x: readonly number[];
  /** G of each sample. */
  readonly g: readonly number[];
  readonly weight: number;
  /** E[G], and the mean and the variance of x under G. */
  readonly energy: number;
  readonly mean: number;
  readonly variance: number;
  /** The plain mean of x. */
  readonly plainMean: number;
  /** δ = W · mean, I = W² · E[G] · variance. */
  readonly delta: number;
  readonly importance: number;
}

/** The factors of an importance, W², E[G] and the variance, and their product. */
export interface Factors {
  readonly weight: number;
  readonly energy: number;
  readonly variance: number;
  readonly importance: number;
}

/** The largest of each factor among all weights of a network. */
export function largestFactors({ net }: { readonly net: ModelName }): Factors {
  const { network, inputs } = models[net];
  const statistics = batchStatistics(network, inputs);
  const largest = (values: (layer: number) => Iterable<number>): number =>
    Math.max(...network.layers.flatMap((_, k) => [...values(k)]));
  return {
    weight: largest((k) => network.layers[k].weight.data.map((w) => w * w)),
    energy: largest((k) => statistics[k].weighted.totalEnergy.data.map((sum) => sum / statistics[k].samples)),
    variance: largest((k) => {
      const { scatter, totalEnergy } = statistics[k].weighted;
      const columns = scatter.shape[1];
      return scatter.data.map((sum, at) => sum / (totalEnergy.data[Math.floor(at / columns)] || Infinity));
    }),
    importance: largest((k) => scoreLayer(network.layers[k].weight, statistics[k]).importance.data),
  };
}

export interface SpreadOptions {
  readonly net: ModelName;
  readonly edge: Edge;
  /** Other values of the input; the energies stay those of the network. */
  readonly x?: readonly number[] | undefined;
  /** Every G = 1: mean replacement. */
  readonly flat?: boolean | undefined;
}

export function spread({ net, edge, x, flat = false }: SpreadOptions): Spread {
  const { network, inputs } = models[net];
  const { input, energy } = energies(network, inputs)[edge.layer];
  const [N, J] = input.shape;
  const I = energy.shape[1];
  const own = Array.from({ length: N }, (_, n) => input.data[n * J + edge.column]);
  const values = x !== undefined && x.length === N ? [...x] : own;
  const g = Array.from({ length: N }, (_, n) => (flat ? 1 : energy.data[n * I + edge.row]));
  const X = tensor(values.map((value) => [value]));
  const statistics = layerStatistics(X, tensor(g.map((value) => [value])));
  const weight = weightOf(network, edge);
  const scores = scoreLayer(tensor([[weight]]), statistics);
  const total = statistics.weighted.totalEnergy.data[0];
  return {
    x: values,
    g,
    weight,
    energy: total / N,
    mean: statistics.weighted.mean.data[0],
    variance: total > 0 ? statistics.weighted.scatter.data[0] / total : 0,
    plainMean: unweightedMoments(X).mean.data[0],
    delta: scores.compensation.data[0],
    importance: scores.importance.data[0],
  };
}
