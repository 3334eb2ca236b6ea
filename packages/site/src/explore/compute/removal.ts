import { batchStatistics, cloneNetwork, forward, scoreLayer } from "@espalier/prune";
import type { Network } from "@espalier/prune";
import { models } from "../models/index.ts";
import type { ModelName } from "../models/index.ts";
import { weightOf } from "./edge.ts";
import type { Edge } from "./edge.ts";

/** What scene b shows of a weight. */
export interface Removal {
  readonly weight: number;
  /** E[G] of its neuron. */
  readonly energy: number;
  /** μ, the weighted mean of its input. */
  readonly mean: number;
  /** δ = W μ, and I. */
  readonly delta: number;
  readonly importance: number;
  /** Half of the width of the curve, which is centred at δ. */
  readonly reach: number;
  /** Values of the bias change, and the exact mean square change of the outputs at each. */
  readonly deltas: readonly number[];
  readonly exact: readonly number[];
}

const STEPS = 80;

/** The scores of a weight by the library, and the error of its removal by forward passes. */
export function removal({ net, edge }: { readonly net: ModelName; readonly edge: Edge }): Removal {
  const { network, inputs } = models[net];
  const statistics = batchStatistics(network, inputs)[edge.layer];
  const { shape } = network.layers[edge.layer].weight;
  const at = edge.row * shape[1] + edge.column;
  const scores = scoreLayer(network.layers[edge.layer].weight, statistics);
  const energy = statistics.weighted.totalEnergy.data[edge.row] / statistics.samples;
  const [delta, importance] = [scores.compensation.data[at], scores.importance.data[at]];
  const spread = energy > 0 ? Math.sqrt(importance / energy) : 0;
  const reach = roundUp(Math.max(1.25 * Math.abs(delta), 1.5 * spread, 1e-6));
  const deltas = Array.from({ length: STEPS + 1 }, (_, k) => delta + (reach * (2 * k - STEPS)) / STEPS);
  return {
    weight: weightOf(network, edge),
    energy,
    mean: statistics.weighted.mean.data[at],
    delta,
    importance,
    reach,
    deltas,
    exact: deltas.map(errorsOf(net, edge)),
  };
}

/** The network without a weight, and with a change of the bias beside it. */
export function without(network: Network, { layer, row, column }: Edge, delta: number): Network {
  const changed = cloneNetwork(network);
  const { weight, bias } = changed.layers[layer];
  weight.data[row * weight.shape[1] + column] = 0;
  bias.data[row] += delta;
  return changed;
}

/** E‖ΔNN‖² over the samples, for any change of the bias. */
function errorsOf(net: ModelName, edge: Edge): (delta: number) => number {
  const { network, inputs } = models[net];
  const before = forward(network, inputs).data;
  return (delta) => {
    const after = forward(without(network, edge, delta), inputs).data;
    let sum = 0;
    for (let n = 0; n < before.length; n++) sum += (after[n] - before[n]) ** 2;
    return sum / inputs.shape[0];
  };
}

/** The outputs before and after, sample by sample. */
export interface Effect {
  readonly error: number;
  readonly before: Float64Array;
  readonly after: Float64Array;
}

export function effect(options: {
  readonly net: ModelName;
  readonly edge: Edge;
  readonly delta: number;
}): Effect {
  const { net, edge, delta } = options;
  const { network, inputs } = models[net];
  return {
    error: errorsOf(net, edge)(delta),
    before: Float64Array.from(forward(network, inputs).data),
    after: Float64Array.from(forward(without(network, edge, delta), inputs).data),
  };
}

/** The next of 1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.5, 2, 2.5, 3, 4, 5, 7.5].find((step) => step * power >= value) ?? 10);
}
