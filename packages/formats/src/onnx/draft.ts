import { showShape, sizeOf, zeros } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Activation, Head, Network } from "@espalier/prune";
import type { LayerNames, Precision } from "../network-file.ts";
import { dtypeFor } from "../numbers.ts";
import { refuse } from "../refuse.ts";
import { describe } from "./constants.ts";
import type { Constants } from "./constants.ts";
import type { Node } from "./model.ts";

/** A layer as far as the nodes passed so far tell. */
interface DraftLayer {
  readonly weight: Tensor;
  readonly names: { weight: string; bias?: string; slope?: string };
  bias?: Tensor;
  activation?: Activation;
}

/** The network as far as the nodes passed so far tell. What it is given is checked against what there is. */
export interface Draft {
  readonly constants: Constants;
  /** The axes of a sample behind the batch; undefined where the file does not say. */
  axes: readonly number[] | undefined;
  /** The first axis of the input. */
  readonly batch: number | string;
  head?: Head;
  precision?: Precision;
  readonly layers: DraftLayer[];
  /** Names of parameters met so far: one that is met twice is tied. */
  readonly taken: Set<string>;
}

/** A parameter: a constant of the precision of all the others, which nothing else uses. */
export function parameter(draft: Draft, node: Node, name: string): Tensor & { readonly stored: string } {
  const { shape, data, precision, stored } = draft.constants.floats(node, name);
  draft.precision ??= precision;
  if (precision !== draft.precision)
    refuse(node.at, stored, `${draft.precision}, as the first weight`, precision);
  if (draft.taken.has(stored))
    refuse(node.at, stored, "a parameter of one node", "one of two (tied weights)");
  draft.taken.add(stored);
  return { shape, data, stored };
}

/** A new layer with W [i, j]. */
export function addLayer(draft: Draft, node: Node, weight: Tensor, stored: string): void {
  const [I, J] = weight.shape;
  if (weight.shape.length !== 2 || I === 0 || J === 0)
    refuse(node.at, stored, "a matrix that is not empty", showShape(weight.shape));
  if (draft.axes !== undefined && (draft.axes.length !== 1 || draft.axes[0] !== J))
    refuse(node.at, describe(node), `samples [${J}], as ${stored} has inputs`, showShape(draft.axes));
  draft.axes = [I];
  draft.layers.push({ weight, names: { weight: stored } });
}

/** b of the newest layer, which must have none yet: [i], or one number for all neurons, perhaps with axes of 1 before. */
export function addBias(draft: Draft, node: Node, bias: Tensor, stored: string): void {
  const layer = lastLayer(draft, node);
  if (layer.bias !== undefined || layer.activation !== undefined)
    refuse(node.at, describe(node), "a layer that has no bias yet, and no activation", "one that has");
  layer.bias = perNeuron(node, bias, stored, layer.weight.shape[0], true);
  layer.names.bias = stored;
}

/** One number a neuron out of [i], [1, i], [1] or []. */
export function perNeuron(
  node: Node,
  { shape, data }: Tensor,
  stored: string,
  I: number,
  each: boolean,
): Tensor {
  if (shape.slice(0, -1).some((size) => size !== 1) || (data.length !== 1 && data.length !== I))
    refuse(node.at, stored, `[${I}] or [1]`, showShape(shape));
  if (data.length === I || !each) return { shape: [data.length], data };
  return {
    shape: [I],
    data:
      data.constructor === Float32Array
        ? new Float32Array(I).fill(data[0])
        : new Float64Array(I).fill(data[0]),
  };
}

/** σ of the newest layer, which must have none yet. */
export function activateLayer(draft: Draft, node: Node, activation: Activation, slope?: string): void {
  const layer = lastLayer(draft, node);
  if (layer.activation !== undefined)
    refuse(
      node.at,
      describe(node),
      "one activation a layer",
      `a second one, behind ${layer.activation.kind}`,
    );
  layer.activation = activation;
  if (slope !== undefined) layer.names.slope = slope;
}

export function lastLayer({ layers }: Draft, node: Node): DraftLayer {
  const layer = layers.at(-1);
  return layer ?? refuse(node.at, describe(node), "a Gemm or MatMul before it", "the input");
}

/** The network, once the output is reached. */
export function finished({ layers, precision = "f32" }: Draft): {
  readonly network: Network;
  readonly names: readonly LayerNames[];
} {
  return {
    network: {
      layers: layers.map(({ weight, bias, activation }) => ({
        weight,
        bias: bias ?? zeros([weight.shape[0]], dtypeFor(precision)),
        activation: activation ?? { kind: "identity" },
      })),
    },
    names: layers.map(({ names }) => names),
  };
}

/** How many numbers a sample has; undefined where the file does not say. */
export const widthOf = ({ axes }: Draft): number | undefined =>
  axes === undefined ? undefined : sizeOf(axes);
