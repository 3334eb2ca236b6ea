import type { Mask, Activation, Layer, Network } from "@espalier/network";
import { allocate, dtypeOf } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";

/** For each layer, the numbers of its inputs that are left, ascending: first the inputs of the network, then the neurons of layer 0, 1 … */
export type KeptUnits = readonly (readonly number[])[];

/** All units of a network. */
export const allUnits = ({ layers }: Network): KeptUnits =>
  layers.map(({ weight: { shape } }) => upTo(shape[1]));

/** 0, 1 … n − 1 */
export const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at);

/**
 * The network with only some of its units. All outputs stay. Nothing makes up for what is left out.
 *
 * @param kept at least one unit for each layer
 */
export const narrowed = ({ layers }: Network, kept: KeptUnits): Network => ({
  layers: layers.map((layer, k) =>
    narrowedLayer(layer, kept[k + 1] ?? upTo(layer.bias.data.length), kept[k]),
  ),
});

function narrowedLayer(
  { weight, bias, activation }: Layer,
  neurons: readonly number[],
  inputs: readonly number[],
): Layer {
  const [, J] = weight.shape;
  return {
    weight: {
      shape: [neurons.length, inputs.length],
      data: picked(
        weight.data,
        neurons.flatMap((i) => inputs.map((j) => i * J + j)),
      ),
    },
    bias: vector(bias, neurons),
    activation: narrowedActivation(activation, neurons),
  };
}

/** A slope that all neurons share stays. */
const narrowedActivation = (activation: Activation, neurons: readonly number[]): Activation =>
  activation.kind === "prelu" && activation.slope.data.length > 1
    ? { kind: "prelu", slope: vector(activation.slope, neurons) }
    : activation;

const vector = ({ data }: Tensor, entries: readonly number[]): Tensor => ({
  shape: [entries.length],
  data: picked(data, entries),
});

function picked(data: Data, entries: readonly number[]): Data {
  const result = allocate(entries.length, dtypeOf({ data }));
  for (const [to, from] of entries.entries()) result[to] = data[from];
  return result;
}

/** Some columns of a matrix, such as the inputs that a smaller network takes. */
export const takeColumns = ({ shape: [N, J], data }: Tensor, columns: readonly number[]): Tensor => {
  const result = allocate(N * columns.length, dtypeOf({ data }));
  for (let n = 0; n < N; n++)
    for (const [to, j] of columns.entries()) result[n * columns.length + to] = data[n * J + j];
  return { shape: [N, columns.length], data: result };
};

/** A network with a column of zeros for each input that it does not take, to compare it with one that takes all of them. */
export function withAllInputs(network: Network, columns: readonly number[], width: number): Network {
  if (columns.length === width) return network;
  const [first, ...others] = network.layers;
  const { shape, data } = first.weight;
  const [I, J] = shape;
  const wide = allocate(I * width, dtypeOf({ data }));
  for (let i = 0; i < I; i++) for (const [at, j] of columns.entries()) wide[i * width + j] = data[i * J + at];
  return { ...network, layers: [{ ...first, weight: { shape: [I, width], data: wide } }, ...others] };
}

/** The units of units: `inner` counts in the narrowed network, and the result in the original one. */
export const composed = (outer: KeptUnits, inner: KeptUnits): KeptUnits =>
  outer.map((units, k) => inner[k].map((at) => units[at]));

/** For each layer of the original network, which weights are left. */
export const masksOfUnits = ({ layers }: Network, kept: KeptUnits): Mask[] =>
  layers.map(({ weight: { shape } }, k) => {
    const [I, J] = shape;
    const mask = new Uint8Array(I * J);
    for (const i of kept[k + 1] ?? upTo(I)) for (const j of kept[k]) mask[i * J + j] = 1;
    return mask;
  });
