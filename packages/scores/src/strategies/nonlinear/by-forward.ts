import { apply, createWorkspace } from "@espalier/autodiff";
import * as ops from "@espalier/autodiff/ops";
import { activate, forward } from "@espalier/network";
import type { Layer } from "@espalier/network";
import { neuronActivation } from "@espalier/network/internal";
import { dtypeOf, kernels, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { OutputChanges } from "./output-changes.ts";

/** For any layers: a forward pass for each weight, from its neuron on. */
export function byForward(
  [layer, next, ...rest]: readonly Layer[],
  input: Tensor,
  mean: Tensor["data"],
): OutputChanges {
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
  const changes = new Float64Array(J);

  const squaredChange = (i: number, j: number): number => {
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
  return (i) => {
    for (let j = 0; j < J; j++) changes[j] = squaredChange(i, j);
    return changes;
  };
}

/** S′ = S + d W_:iᵀ: the signals that neuron i feeds through W, after it changes by d [n]. */
function addOuterProduct(moved: Tensor, { shape, data }: Tensor, change: Tensor, W: Tensor, i: number): void {
  const [N, P] = shape;
  const I = W.shape[1];
  const column = Float64Array.from({ length: P }, (_, p) => W.data[p * I + i]);
  for (let n = 0; n < N; n++) {
    const d = change.data[n];
    for (let p = 0; p < P; p++) moved.data[n * P + p] = data[n * P + p] + d * column[p];
  }
  kernels().tally?.(N * P);
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
