import { graphOf, layerInputs } from "@espalier/network";
import type { Network } from "@espalier/network";
import { widthsOf } from "@espalier/network/internal";
import type { Pass, PassOf } from "@espalier/scores";
import { cholesky, solveInPlace, positionsWithin } from "@espalier/scores/internal";
import type { Tensor } from "@espalier/tensor";
import { inChunks } from "../../units/unit-strategy.ts";
import type { UnitStrategy } from "../../units/unit-strategy.ts";

/** α, the share of the standard deviation in the affinity of two features. */
const SHARE = 0.5;

/** r ρ(A): how far paths over many features count. */
const REACH = 0.9;

/**
 * Neuron importance score propagation: the neurons of the final response layer, the inputs of the last layer, are scored by Inf-FS, and
 * a neuron before them has the sum of the scores that it feeds, s_k = |W|ᵀ s_{k+1}. Neither biases nor activations play a part. Only the order
 * within a layer means anything, so every layer loses the same fraction: the importance is the position of a unit in its layer, from 0 to 1.
 *
 * Read in the abstract and in two programs by others. The paper drops the scores of pruned units before it goes on, which is recalled; here all
 * layers are scored before any unit is pruned.
 *
 * @see Yu et al. 2018, "NISP: pruning networks using neuron importance score propagation", arXiv:1711.05908
 */
export const nisp: UnitStrategy = inChunks(
  { name: "nisp", compensation: "none" },
  {
    passes: () => [lastFeaturesPass],
    scores({ network }, layers, { total }) {
      const features = total as Features; // of this pass
      const last = lastLayers(network);
      const scores = propagated(network, (k) =>
        infiniteFeatureSelection(whole(features[last.indexOf(k)]), widthOf(network, k)),
      );
      return layers.map((k) => {
        const { data } = positionsWithin({ shape: [scores[k].length], data: scores[k] }, 1);
        return Float64Array.from(data);
      });
    },
  },
);

/** For each last layer its inputs, chunk by chunk. */
type Features = readonly (readonly Float64Array[])[];

/** Rank correlations are not a sum over samples. So this pass keeps the inputs of the last layers, N times their width. */
const lastFeaturesPass: PassOf = ({ network }): Pass<Features, Features> => {
  const last = lastLayers(network);
  const both = (a: Features, b: Features): Features => last.map((_, at) => [...a[at], ...b[at]]);
  return {
    costs: [1],
    map:
      ({ inputs }) =>
      () => {
        const features = layerInputs(network, inputs);
        return last.map((k) => [Float64Array.from(features[k].data)]);
      },
    initial: () => last.map(() => []),
    reduce: both,
    merge: both,
  };
};

const widthOf = ({ layers }: Network, k: number): number => layers[k].weight.shape[1];

/** Chunks, one behind the other. */
function whole(chunks: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const chunk of chunks) {
    all.set(chunk, from);
    from += chunk.length;
  }
  return all;
}

/** The layers whose neurons no other layer reads. */
function lastLayers(network: Network): number[] {
  const last: number[] = [];
  propagated(network, (k) => {
    last.push(k);
    return new Float64Array(widthOf(network, k));
  });
  return last;
}

/**
 * The scores of the inputs of each layer from those of the last ones, which no other layer reads: |W|ᵀ s of the scores s of its neurons. A value has the
 * sum of what the layers that read it say. Sums, products, activations and normalizations hand on the score of each column, concatenations and slices
 * that of each part.
 *
 * @param last the scores of the inputs of a last layer
 */
export function propagated(network: Network, last: (k: number) => Float64Array): Float64Array[] {
  const { layers } = network;
  const known = new Map<string, Float64Array>();
  const widths = widthsOf(network);
  const give = (name: string, start: number, scores: Float64Array): void => {
    const total = known.get(name) ?? new Float64Array(widths.get(name) ?? 0);
    known.set(name, total);
    for (const [at, score] of scores.entries()) total[start + at] += score;
  };
  const result: Float64Array[] = layers.map(() => new Float64Array());
  for (const node of graphOf(network).nodes.toReversed()) {
    const own = known.get(node.name);
    if (node.op === "layer") {
      result[node.layer] =
        own === undefined ? last(node.layer) : throughWeight(layers[node.layer].weight, own);
      give(node.from[0], 0, result[node.layer]);
    } else if (own === undefined) continue;
    else if (node.op === "slice") give(node.from[0], node.start, own);
    else if (node.op === "concat") {
      let start = 0;
      for (const name of node.from) give(name, 0, own.slice(start, (start += widths.get(name) ?? 0)));
    } else for (const name of node.from) give(name, 0, own);
  }
  return result;
}

/** |W|ᵀ s */
function throughWeight({ shape: [I, J], data: W }: Tensor, scores: Float64Array): Float64Array {
  const own = new Float64Array(J);
  for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) own[j] += Math.abs(W[i * J + j]) * scores[i];
  return own;
}

/**
 * Inf-FS: features are the nodes of a graph with affinities A, and the score of a feature counts paths of every length through it,
 *
 *     A_ij = α max(σ_i, σ_j) + (1 − α)(1 − |Spearman_ij|)        score = ((I − r A)⁻¹ − I) 1        r = 0.9 / ρ(A)
 *
 * with σ divided by the largest. Programs by others use r ρ(A) = 0.9 or 0.99, and differ in how they scale σ. A constant feature has no rank
 * correlation; it counts as 0.
 *
 * @param X features of samples [n, j]
 * @see Roffo, Melzi & Cristani 2015, "Infinite feature selection"
 */
export function infiniteFeatureSelection(X: ArrayLike<number>, J: number): Float64Array {
  const N = X.length / J;
  const columns = Array.from({ length: J }, (_, j) =>
    Float64Array.from({ length: N }, (__, n) => X[n * J + j]),
  );
  const deviation = columns.map((column) => Math.sqrt(dot(centred(column), centred(column)) / N));
  const largest = deviation.reduce((so, each) => Math.max(so, each), 0);
  const ranks = columns.map((column) => centred(ranksOf(column)));
  const sizes = ranks.map((rank) => Math.sqrt(dot(rank, rank)));
  const A = new Float64Array(J * J);
  for (let i = 0; i < J; i++)
    for (let j = 0; j < J; j++) {
      const size = sizes[i] * sizes[j];
      const spearman = size > 0 ? dot(ranks[i], ranks[j]) / size : 0;
      const spread = largest > 0 ? Math.max(deviation[i], deviation[j]) / largest : 0;
      A[i * J + j] = SHARE * spread + (1 - SHARE) * (1 - Math.min(1, Math.abs(spearman)));
    }
  const reach = REACH / spectralRadius(A, J);
  const left = A.map((each, at) => (at % (J + 1) === 0 ? 1 : 0) - reach * each);
  const scores = new Float64Array(J).fill(1);
  // The eigenvalues of r A are at most 0.9, so I − r A is positive definite.
  solveInPlace(cholesky("nisp", left, J), scores);
  return scores.map((each) => each - 1);
}

/** 1, 2 … n by size; equal values share the mean of their ranks. */
export function ranksOf(values: Float64Array): Float64Array {
  const order = [...values.keys()].toSorted((a, b) => values[a] - values[b]);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let at = from; at < to; at++) ranks[order[at]] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

/** The largest eigenvalue of a symmetric matrix without negative entries and without a row of zeros, by powers. */
function spectralRadius(A: Float64Array, J: number): number {
  let x = new Float64Array(J).fill(1 / Math.sqrt(J));
  let radius = 0;
  for (let step = 0; step < 1000; step++) {
    const image = x.map((_, i) => dot(A.subarray(i * J, (i + 1) * J), x));
    const size = Math.sqrt(dot(image, image));
    x = image.map((each) => each / size);
    if (Math.abs(size - radius) <= 1e-14 * size) return size;
    radius = size;
  }
  return radius;
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, each) => sum + each, 0) / values.length;
  return values.map((each) => each - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
