import { graphOf, layerInputs } from "@espalier/network";
import type { Activation, Layer, Network } from "@espalier/network";
import { withAllInputs } from "@espalier/structured";
import { inputsLeft, regressions, RIDGE, upTo } from "@espalier/structured/internal";
import { allocate, dtypeOf, matmulNT, matmulTN } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Left } from "./options.ts";

/**
 * A smaller network, a chain, with all units of the dense one: the same function, as no layer reads the units that come back.
 *
 * A neuron that comes back has the weights and the bias by which the kept inputs of its layer come closest to its signal in the dense network, by ridge
 * regression over the samples. Of the first layer it has those of the dense network, without the inputs that are gone.
 */
export function widened(dense: Network, { network, columns }: Left, samples: Tensor): Network {
  const all = withAllInputs(dense, network, inputsLeft(dense, columns));
  const [before, now] = [layerInputs(dense, samples), layerInputs(all, samples)];
  const layers = graphOf(dense).nodes.flatMap((node) => {
    if (node.op !== "layer") return [];
    const k = node.layer;
    const [old, own] = [dense.layers[k], network.layers[k]];
    const [rows, inputs] = [columns.get(node.name) ?? [], columns.get(node.from[0]) ?? []];
    const [I, J] = old.weight.shape;
    const dtype = dtypeOf(old.weight);
    const [W, b] = [allocate(I * J, dtype), allocate(I, dtype)];
    for (const [a, i] of rows.entries()) {
      for (const [at, j] of inputs.entries()) W[i * J + j] = own.weight.data[a * inputs.length + at];
      b[i] = own.bias.data[a];
    }
    const isKept = new Set(rows);
    const gone = upTo(I).filter((i) => !isKept.has(i));
    const found = k === 0 || gone.length === 0 ? undefined : fitted(now[k], signalsOf(old, before[k], gone));
    for (const [r, i] of gone.entries()) {
      const row = found?.[r];
      for (const [at, j] of inputs.entries()) W[i * J + j] = row ? row.slope[at] : old.weight.data[i * J + j];
      b[i] = row ? row.offset : old.bias.data[i];
    }
    const activation = widenedActivation(old.activation, own.activation, rows);
    return [{ weight: { shape: [I, J], data: W }, bias: { shape: [I], data: b }, activation }];
  });
  return { ...dense, layers };
}

/** Some signals of a layer, [N, R]. */
function signalsOf({ weight, bias }: Layer, X: Tensor, neurons: readonly number[]): Tensor {
  const [, J] = weight.shape;
  const rows = Float64Array.from(
    { length: neurons.length * J },
    (_, at) => weight.data[neurons[Math.floor(at / J)] * J + (at % J)],
  );
  const wide = { shape: X.shape, data: Float64Array.from(X.data) };
  const { shape, data } = matmulNT(wide, { shape: [neurons.length, J], data: rows });
  return { shape, data: data.map((s, nr) => s + bias.data[neurons[nr % neurons.length]]) };
}

/** The affine functions of X [N, K] that come closest to each column of S [N, R]. */
function fitted(X: Tensor, S: Tensor): { readonly slope: Float64Array; readonly offset: number }[] {
  const [[N, K], [, R]] = [X.shape, S.shape];
  const width = K + R;
  const joint = new Float64Array(N * width);
  for (let n = 0; n < N; n++) {
    for (let j = 0; j < K; j++) joint[n * width + j] = X.data[n * K + j];
    for (let r = 0; r < R; r++) joint[n * width + K + r] = S.data[n * R + r];
  }
  const mean = new Float64Array(width);
  for (let at = 0; at < joint.length; at++) mean[at % width] += joint[at] / N;
  for (let at = 0; at < joint.length; at++) joint[at] -= mean[at % width];
  const Z = { shape: [N, width], data: joint };
  const covariance = Float64Array.from(matmulTN(Z, Z).data);
  const signals = upTo(R).map((r) => K + r);
  return regressions({ covariance, mean }, signals, upTo(K), RIDGE).map((slope, r) => ({
    slope,
    offset: mean[K + r] - slope.reduce((sum, each, j) => sum + each * mean[j], 0),
  }));
}

/** The slopes of kept neurons are their own, others those of the dense network. */
function widenedActivation(old: Activation, own: Activation, rows: readonly number[]): Activation {
  if (old.kind !== "prelu" || own.kind !== "prelu" || old.slope.data.length === 1) return own;
  const data = old.slope.data.slice();
  for (const [a, i] of rows.entries()) data[i] = own.slope.data[a];
  return { ...own, slope: { shape: old.slope.shape, data } };
}
