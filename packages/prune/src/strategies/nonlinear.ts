import { apply, createWorkspace, ops } from "@espalier/autodiff";
import { dtypeOf, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { activate, neuronActivation } from "../activation.ts";
import { mergeMoments, noMoments } from "../moments.ts";
import { forward, layerInputs, weightCount } from "../network.ts";
import type { Layer, Network } from "../network.ts";
import { chunks } from "../samples.ts";
import { finiteScores } from "../score.ts";
import { plainMoments } from "../statistics.ts";
import type { ScoringStrategy } from "./strategy.ts";

/**
 * The brute force: the mean square change of the outputs when W_ij is removed and b_i gains δ_ij = W_ij E[x_j],
 * evaluated exactly, one weight at a time.
 *
 * Removing one weight changes one signal, by W_ij (E[x_j] − x_j), so only what lies downstream is computed again.
 *
 * @see arXiv:2602.20467v1 (3)
 */
export const nonlinear: ScoringStrategy = {
  kind: "score",
  name: "nonlinear",
  *score(network, { inputs }) {
    const { layers } = network;
    const [N] = inputs.shape;
    const means = inputMeans(network, inputs);
    const scores = layers.map(({ weight: { shape, data } }, k) => ({
      importance: zeros(shape),
      compensation: { shape, data: Float64Array.from(data, (W_ij, ij) => W_ij * means[k][ij % shape[1]]) },
    }));
    const total = N * weightCount(network);
    let done = 0;
    for (const [X] of chunks(inputs))
      for (const [k, input] of layerInputs(network, X).entries()) {
        const [I, J] = layers[k].weight.shape;
        const squaredChange = outputChange(layers.slice(k), input, means[k]);
        for (let i = 0; i < I; i++) {
          for (let j = 0; j < J; j++) scores[k].importance.data[i * J + j] += squaredChange(i, j) / N;
          yield { stage: "scores", done: (done += X.shape[0] * J), total };
        }
      }
    return scores.map((layer, k) => finiteScores(`nonlinear: layer ${k}`, layer));
  },
};

/** E[x_j] of each layer. */
function inputMeans(network: Network, inputs: Tensor): Tensor["data"][] {
  let moments = network.layers.map(({ weight }) => noMoments(1, weight.shape[1]));
  for (const [X] of chunks(inputs)) {
    const received = layerInputs(network, X);
    moments = moments.map((before, k) => mergeMoments(before, plainMoments(received[k])));
  }
  return moments.map(({ mean }) => mean.data);
}

/**
 * A function from a weight of the first of some layers to Σ_n ‖y′ − y‖², the change of their outputs when that weight
 * is removed and its mean input goes to the bias.
 *
 * @param input X [n, j] of the first layer
 * @param mean E[x_j]
 */
function outputChange(
  [layer, next, ...rest]: readonly Layer[],
  input: Tensor,
  mean: Tensor["data"],
): (i: number, j: number) => number {
  const { weight: W, bias: b, activation } = layer;
  const [N, J] = input.shape;
  const [I] = W.shape;
  const dtype = dtypeOf(input);
  const signal = apply(ops.affine, { X: input, W, b });
  const output = activate(activation, signal);
  const nextSignal = next && apply(ops.affine, { X: output, W: next.weight, b: next.bias });
  const y = nextSignal ? forward({ layers: rest }, activate(next.activation, nextSignal)) : output;

  const workspace = createWorkspace();
  const moved = zeros([N, 1], dtype); // s_i + W_ij (E[x_j] − x_j)
  const change = zeros([N, 1], dtype); // σ(moved) − σ(s_i)
  const nextMoved = nextSignal && zeros(nextSignal.shape, dtype);

  return (i, j) => {
    workspace.restart();
    for (let n = 0; n < N; n++)
      moved.data[n] = signal.data[n * I + i] + W.data[i * J + j] * (mean[j] - input.data[n * J + j]);
    const activated = activate(neuronActivation(activation, i), moved, workspace.apply);
    for (let n = 0; n < N; n++) change.data[n] = activated.data[n] - output.data[n * I + i];

    const directly = squaredNorm(change);
    if (!nextSignal || !nextMoved || directly === 0) return directly;
    addOuterProduct(nextMoved, nextSignal, change, next.weight, i);
    const moveds = activate(next.activation, nextMoved, workspace.apply);
    return squaredDistance(forward({ layers: rest }, moveds, workspace.apply), y);
  };
}

/** S′ = S + d W_:iᵀ: what a change d [n] of neuron i does to the signals that it feeds by W. */
function addOuterProduct(moved: Tensor, { shape, data }: Tensor, change: Tensor, W: Tensor, i: number): void {
  const [N, P] = shape;
  const I = W.shape[1];
  const column = Float64Array.from({ length: P }, (_, p) => W.data[p * I + i]);
  for (let n = 0; n < N; n++) {
    const d = change.data[n];
    for (let p = 0; p < P; p++) moved.data[n * P + p] = data[n * P + p] + d * column[p];
  }
}

function squaredNorm({ data }: Tensor): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return sum;
}

function squaredDistance(a: Tensor, b: Tensor): number {
  let sum = 0;
  for (let at = 0; at < a.data.length; at++) sum += (a.data[at] - b.data[at]) ** 2;
  return sum;
}
