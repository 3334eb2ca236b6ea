import { checkNetwork, cloneNetwork, weightCount, chunks } from "@espalier/network";
import type { Network, Work } from "@espalier/network";
import { metricOf, checkOptions, refuseTransposed, show, checkInputs } from "@espalier/network/internal";
import { removalCount } from "@espalier/scores";
import type { Pruned } from "@espalier/scores";
import { checkRatio, batchSensitivities } from "@espalier/scores/internal";
import { zeros, ShapeError, ValueError } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";

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
  refuseTransposed(who, "whole inverses", network);
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
  // The parameters that are left come first; what is removed goes behind them, so that ever fewer rows and columns are left to update.
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
    scores: importance.map((each) => ({ importance: each, compensation: zeros(each.shape) })),
    weights: weightCount(network),
    removed: count,
  };
}

/** Where the weights and the biases of each layer begin in θ; layers that use one matrix share its weights. */
interface Places {
  readonly weights: readonly number[];
  readonly biases: readonly number[];
  readonly size: number;
}

function placesOf({ layers }: Network): Places {
  let size = 0;
  const [weights, biases]: [number[], number[]] = [[], []];
  for (const { weight, bias, tied } of layers) {
    weights.push(tied === undefined ? size : weights[tied]);
    if (tied === undefined) size += weight.data.length;
    biases.push(size);
    size += bias.data.length;
  }
  return { weights, biases, size };
}

function gather({ layers }: Network, { weights, biases, size }: Places): Float64Array {
  const theta = new Float64Array(size);
  for (const [k, { weight, bias }] of layers.entries()) {
    theta.set(weight.data, weights[k]);
    theta.set(bias.data, biases[k]);
  }
  return theta;
}

function scatter(network: Network, { weights, biases }: Places, theta: Float64Array): Network {
  const result = cloneNetwork(network);
  for (const [k, { weight, bias }] of result.layers.entries()) {
    weight.data.set(theta.subarray(weights[k], weights[k] + weight.data.length));
    bias.data.set(theta.subarray(biases[k], biases[k] + bias.data.length));
  }
  return result;
}

function weightsAmong({ layers }: Network, { weights, size }: Places): Uint8Array {
  const result = new Uint8Array(size);
  for (const [k, { weight }] of layers.entries()) result.fill(1, weights[k], weights[k] + weight.data.length);
  return result;
}

/** H⁻¹ by Sherman and Morrison: H⁻¹ ← H⁻¹ − H⁻¹X Xᵀ H⁻¹ / (N + Xᵀ H⁻¹ X), from I/α. */
function* inverseOf(
  network: Network,
  inputs: Tensor,
  { weights, biases, size }: Places,
  damping: number,
  metric: "outputs" | "softmax",
): Work<Float64Array> {
  const [N] = inputs.shape;
  const inverse = new Float64Array(size * size);
  for (let at = 0; at < size; at++) inverse[at * size + at] = 1 / damping;
  const layers = [...network.layers.keys()];
  const X = new Float64Array(size);
  let done = 0;
  for (const [some] of chunks(inputs)) {
    const batch = batchSensitivities(network, some);
    for (const all of batch.each(layers, metric))
      for (let n = 0; n < some.shape[0]; n++) {
        X.fill(0);
        for (const [k, { bySignal: g }] of all.entries()) {
          const x = batch.inputs[k];
          const [I, J] = network.layers[k].weight.shape;
          for (let i = 0; i < I; i++) {
            const g_i = g.data[n * I + i];
            X[biases[k] + i] = g_i;
            for (let j = 0; j < J; j++) X[weights[k] + i * J + j] += g_i * x.data[n * J + j];
          }
        }
        update(inverse, X, N);
        if (n % 50 === 0) yield { stage: "scores", done, total: N };
      }
    done += some.shape[0];
  }
  return inverse;
}

function update(inverse: Float64Array, X: Float64Array, N: number): void {
  const size = X.length;
  const image = new Float64Array(size);
  for (let a = 0; a < size; a++) {
    const row = inverse.subarray(a * size, (a + 1) * size);
    let sum = 0;
    for (let b = 0; b < size; b++) sum += row[b] * X[b];
    image[a] = sum;
  }
  let square = N;
  for (let a = 0; a < size; a++) square += X[a] * image[a];
  subtractOuter(inverse, image, 1 / square, size);
}

/** A ← A − s v vᵀ, in the first rows and columns. */
function subtractOuter(A: Float64Array, v: Float64Array, s: number, live: number): void {
  const size = v.length;
  for (let a = 0; a < live; a++) {
    const share = v[a] * s;
    if (share === 0) continue;
    const row = A.subarray(a * size, a * size + live);
    for (let b = 0; b < live; b++) row[b] -= share * v[b];
  }
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
