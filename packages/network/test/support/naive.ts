import { erf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import { graphOf } from "../../src/index.ts";
import type { Activation, ActivationKind, GraphNode, Network } from "../../src/index.ts";
import { largest } from "./near.ts";

/** The entries of a matrix, row by row. */
export const rowsOf = ({ shape: [N, J], data }: Tensor): number[][] =>
  Array.from({ length: N }, (_, n) => Array.from(data.subarray(n * J, (n + 1) * J)));

const softplus = (s: number): number => Math.max(s, 0) + Math.log1p(Math.exp(-Math.abs(s)));
const elu = (s: number, alpha: number): number => (s > 0 ? s : alpha * Math.expm1(s));
const between = (s: number, min: number, max: number): number => Math.min(Math.max(s, min), max);

type Of<K extends ActivationKind> = Activation & { readonly kind: K };

// prettier-ignore
const sigma: { readonly [K in ActivationKind]: (s: number, activation: Of<K>, i: number) => number } = {
  identity: (s) => s,
  relu: (s) => (s > 0 ? s : 0),
  prelu: (s, { slope: { data } }, i) => (s > 0 ? s : data[data.length === 1 ? 0 : i] * s),
  "leaky-relu": (s, { alpha }) => (s > 0 ? s : alpha * s),
  tanh: (s) => Math.tanh(s),
  sigmoid: (s) => 1 / (1 + Math.exp(-s)),
  gelu: (s) => (s * (1 + erf(s / Math.SQRT2))) / 2,
  "gelu-tanh": (s) => (s * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (s + 0.044715 * s ** 3)))) / 2,
  silu: (s) => s / (1 + Math.exp(-s)),
  elu: (s, { alpha }) => elu(s, alpha),
  selu: (s) => 1.0507009873554805 * elu(s, 1.6732632423543772),
  celu: (s, { alpha }) => (s > 0 ? s : alpha * Math.expm1(s / alpha)),
  softplus: (s, { beta }) => softplus(beta * s) / beta,
  mish: (s) => s * Math.tanh(softplus(s)),
  hardsigmoid: (s, { alpha, beta }) => between(alpha * s + beta, 0, 1),
  hardswish: (s) => (s * between(s + 3, 0, 6)) / 6,
  clip: (s, { min, max }) => between(s, min, max),
  softsign: (s) => s / (1 + Math.abs(s)),
  logsigmoid: (s) => -softplus(-s),
  sin: (s, { omega }) => Math.sin(omega * s),
  cos: (s, { omega }) => Math.cos(omega * s),
  exp: (s) => Math.exp(s),
  abs: (s) => Math.abs(s),
  sqrt: (s) => Math.sqrt(s),
  reciprocal: (s) => 1 / s,
};

const sigmaOf = (activation: Activation, s: number, i: number): number => {
  const rule = sigma[activation.kind] as (s: number, activation: Activation, i: number) => number; // of its kind
  return rule(s, activation, i);
};

/** A network written out: one sample, one neuron, one product at a time. */
export function naiveOutputs(network: Network, sample: readonly number[]): number[] {
  const { inputs, nodes, outputs } = graphOf(network);
  const known: Record<string, number[]> = {};
  let start = 0;
  for (const { name, width } of inputs) known[name] = sample.slice(start, (start += width));
  for (const node of nodes)
    known[node.name] = naiveNode(
      network,
      node,
      node.from.map((name) => known[name]),
    );
  return outputs.flatMap(({ from }) => known[from]);
}

type NodeOf<O extends GraphNode["op"]> = GraphNode & { readonly op: O };

// prettier-ignore
const nodeRules: { readonly [O in GraphNode["op"]]: (node: NodeOf<O>, from: readonly number[][], network: Network) => number[] } = {
  layer({ layer }, [x], { layers }) {
    const { weight, bias, activation } = layers[layer];
    return rowsOf(weight).map((row, i) => sigmaOf(activation, row.reduce((sum, W_ij, j) => sum + W_ij * x[j], bias.data[i]), i));
  },
  activation: ({ activation }, [x]) => x.map((s, i) => sigmaOf(activation, s, i)),
  add: (_, from) => from[0].map((__, i) => from.reduce((sum, each) => sum + each[i], 0)),
  mul: (_, from) => from[0].map((__, i) => from.reduce((product, each) => product * each[i], 1)),
  max: (_, from) => from[0].map((__, i) => Math.max(...from.map((each) => each[i]))),
  min: (_, from) => from[0].map((__, i) => Math.min(...from.map((each) => each[i]))),
  concat: (_, from) => from.flat(),
  slice: ({ start, end }, [x]) => x.slice(start, end),
  constant: ({ values }) => [...values],
  "layer-normalization"({ gain, shift, epsilon }, [x]) {
    const deviations = x.map((each) => each - mean(x));
    const size = Math.sqrt(mean(deviations.map((d) => d * d)) + epsilon);
    return deviations.map((d, i) => (gain.data[i] * d) / size + shift.data[i]);
  },
  "rms-normalization"({ gain, epsilon }, [x]) {
    const size = Math.sqrt(mean(x.map((each) => each * each)) + epsilon);
    return x.map((each, i) => (gain.data[i] * each) / size);
  },
  softmax(_, [x]) {
    const powers = x.map((each) => Math.exp(each - Math.max(...x)));
    return powers.map((each) => each / powers.reduce((sum, power) => sum + power));
  },
};

function naiveNode(network: Network, node: GraphNode, from: readonly number[][]): number[] {
  const rule = nodeRules[node.op] as (
    node: GraphNode,
    from: readonly number[][],
    network: Network,
  ) => number[]; // of its op
  return rule(node, from, network);
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The largest number that may be met on the way through a network: every term counted with its size. */
export function magnitude({ layers }: Network, inputs: Tensor): number {
  let x = Math.max(1, largest(inputs));
  for (const { weight, bias, activation } of layers) {
    const slopes = activation.kind === "prelu" ? Array.from(activation.slope.data, Math.abs) : [3]; // none is steeper
    const signals = rowsOf(weight).map((row, i) =>
      row.reduce((sum, W_ij) => sum + Math.abs(W_ij) * x, Math.abs(bias.data[i])),
    );
    x = Math.max(1, ...signals) * Math.max(1, ...slopes);
  }
  return x;
}
