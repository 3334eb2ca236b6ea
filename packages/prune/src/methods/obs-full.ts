import { checkNetwork, weightCount } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import { metricOf, checkOptions, refuseTransposed, show, checkInputs } from "@espalier/network/internal";
import { removalCount } from "@espalier/scores";
import type { Pruned } from "@espalier/scores";
import { checkRatio } from "@espalier/scores/internal";
import { zeros, ShapeError, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { inverseOf, subtractOuter } from "./obs-inverse.ts";
import { gather, placesOf, scatter, weightsAmong } from "./places.ts";

/** Options of Optimal Brain Surgeon. */
export interface ObsOptions {
  /** ρ, the fraction of weights to remove, in [0, 1]. */
  readonly ratio: number;
  /** α, from which the inverse starts, H_0 = αI; by default 1e-6, between the 1e-8 and 1e-4 of the authors. */
  readonly damping?: number | undefined;
  /** The cost of a change of the outputs, as for scores. */
  readonly metric?: "outputs" | "softmax" | undefined;
}

/** The largest number of weights and biases: the inverse then takes 512 MB. */
const MOST = 8192;

/**
 * Optimal Brain Surgeon for the whole network: weights go one by one, the cheapest first, and all other weights and all biases compensate for
 * it. With X = ∂NN_m/∂θ of a sample and H = αI + E[Σ_m X Xᵀ], whose inverse is updated sample by sample,
 *
 *     L_q = ½ w_q² / [H⁻¹]_qq        δθ = −w_q H⁻¹_:q / [H⁻¹]_qq        H⁻¹ ← H⁻¹ − H⁻¹_:q H⁻¹_q: / [H⁻¹]_qq
 *
 * Biases are among θ and never go; PReLU slopes are not among θ. The update was read in the sources of SNNS, the range of α in a secondary source. H is
 * computed once, at the trained network; the paper computes it anew after each removal.
 *
 * @param inputs calibration samples [n, d_0]; no labels are needed
 * @throws ShapeError, ValueError when the network, the inputs or an option is not valid, or there are too many parameters
 * @see Hassibi & Stork 1993, "Second order derivatives for network pruning: Optimal Brain Surgeon"
 */
export function* optimalBrainSurgeon(network: Network, inputs: Tensor, options: ObsOptions): Work<Pruned> {
  const who = "optimalBrainSurgeon";
  checkOptions(who, options, "{ ratio: 0.8 }");
  const { ratio, damping = 1e-6 } = options;
  checkRatio(who, ratio);
  if (!(damping > 0 && damping < Infinity)) throw new ValueError(who, "damping > 0", show(damping));
  checkNetwork(who, network);
  refuseTransposed(who, "whole inverses", "prune with the compensation network", network);
  checkInputs(who, network, inputs);
  const places = placesOf(network);
  if (places.size > MOST)
    throw new ShapeError(
      who,
      `at most ${MOST} weights and biases, whose inverse is kept`,
      String(places.size),
    );
  const inverse = yield* inverseOf(network, inputs, places, damping, metricOf(who, options.metric));
  const theta = gather(network, places);
  const isWeight = weightsAmong(network, places);
  const importance = network.layers.map(({ weight }) => zeros(weight.shape));
  const costs = new Float64Array(places.size).fill(Infinity);
  const count = removalCount(weightCount(network), ratio);
  const isGone = new Uint8Array(places.size);
  // The kept parameters come first and the removed ones behind them, so fewer and fewer rows and columns are updated.
  const order = Uint32Array.from(theta, (_, at) => at);
  let most = 0;
  for (let removed = 0; removed < count; removed++) {
    const live = places.size - removed;
    const q = cheapest(theta, inverse, live, (at) => isWeight[order[at]] === 1);
    most = Math.max(most, costOf(theta, inverse, q));
    costs[order[q]] = most;
    isGone[order[q]] = 1;
    eliminate(theta, inverse, live, q);
    swap(theta, inverse, order, q, live - 1);
    if (removed % 50 === 0) yield { stage: "prune", done: removed, total: count };
  }
  const pruned = scatter(network, places, inOrder(theta, order));
  for (const [k, { data }] of importance.entries())
    for (let ij = 0; ij < data.length; ij++) data[ij] = costs[places.weights[k] + ij];
  return {
    network: pruned,
    masks: network.layers.map(({ weight }, k) =>
      Uint8Array.from(weight.data, (_, ij) => 1 - isGone[places.weights[k] + ij]),
    ),
    scores: importance.map((each) => ({
      importance: each, // half of a squared change, and no less than those before
      compensation: zeros(each.shape),
      predictsChange: false,
    })),
    weights: weightCount(network),
    removed: count,
  };
}

const costOf = (theta: Float64Array, inverse: Float64Array, q: number): number =>
  theta[q] ** 2 / inverse[q * theta.length + q] / 2;

/** The cheapest of the first parameters; of equal ones the one that stands first. */
function cheapest(
  theta: Float64Array,
  inverse: Float64Array,
  live: number,
  isCandidate: (at: number) => boolean,
): number {
  let best = -1;
  let least = Infinity;
  for (let at = 0; at < live; at++) {
    if (!isCandidate(at)) continue;
    const cost = costOf(theta, inverse, at);
    if (best >= 0 && cost >= least) continue;
    [best, least] = [at, cost];
  }
  return best;
}

/** Removes one of the first parameters; the others compensate for it. */
function eliminate(theta: Float64Array, inverse: Float64Array, live: number, q: number): void {
  const size = theta.length;
  const column = inverse.slice(q * size, (q + 1) * size);
  const own = column[q];
  const share = theta[q] / own;
  for (let at = 0; at < live; at++) theta[at] -= share * column[at];
  theta[q] = 0;
  subtractOuter(inverse, column, 1 / own, live);
}

/** Exchanges the positions of two parameters. */
function swap(theta: Float64Array, inverse: Float64Array, order: Uint32Array, q: number, last: number): void {
  const size = theta.length;
  [theta[q], theta[last]] = [theta[last], theta[q]];
  [order[q], order[last]] = [order[last], order[q]];
  for (let at = 0; at <= last; at++)
    [inverse[q * size + at], inverse[last * size + at]] = [inverse[last * size + at], inverse[q * size + at]];
  for (let at = 0; at <= last; at++)
    [inverse[at * size + q], inverse[at * size + last]] = [inverse[at * size + last], inverse[at * size + q]];
}

/** The parameters by their own numbers. */
function inOrder(theta: Float64Array, order: Uint32Array): Float64Array {
  const result = new Float64Array(theta.length);
  for (const [at, parameter] of order.entries()) result[parameter] = theta[at];
  return result;
}
