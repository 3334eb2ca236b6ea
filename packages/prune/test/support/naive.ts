import { erf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { ActivationKind, Network } from "../../src/index.ts";
import { largest } from "./near.ts";

/** The entries of a matrix, row by row. */
export const rowsOf = ({ shape: [N, J], data }: Tensor): number[][] =>
  Array.from({ length: N }, (_, n) => Array.from(data.subarray(n * J, (n + 1) * J)));

const sigma: Readonly<Record<ActivationKind, (s: number, slope: number) => number>> = {
  identity: (s) => s,
  relu: (s) => (s > 0 ? s : 0),
  prelu: (s, slope) => (s > 0 ? s : slope * s),
  tanh: (s) => Math.tanh(s),
  sigmoid: (s) => 1 / (1 + Math.exp(-s)),
  gelu: (s) => (s * (1 + erf(s / Math.SQRT2))) / 2,
};

/** A network written out: one sample, one neuron, one product at a time. */
export const naiveOutputs = ({ layers }: Network, sample: readonly number[]): number[] =>
  layers.reduce<number[]>(
    (x, { weight, bias, activation }) =>
      rowsOf(weight).map((row, i) => {
        const slopes = activation.kind === "prelu" ? activation.slope.data : [0];
        const s = row.reduce((sum, W_ij, j) => sum + W_ij * x[j], bias.data[i]);
        return sigma[activation.kind](s, slopes[slopes.length === 1 ? 0 : i]);
      }),
    [...sample],
  );

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The largest number that may be met on the way through a network: every term counted with its size. */
export function magnitude({ layers }: Network, inputs: Tensor): number {
  let x = Math.max(1, largest(inputs));
  for (const { weight, bias, activation } of layers) {
    const slopes = activation.kind === "prelu" ? Array.from(activation.slope.data, Math.abs) : [];
    const signals = rowsOf(weight).map((row, i) =>
      row.reduce((sum, W_ij) => sum + Math.abs(W_ij) * x, Math.abs(bias.data[i])),
    );
    x = Math.max(1, ...signals) * Math.max(1, ...slopes);
  }
  return x;
}
