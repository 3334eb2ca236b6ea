import { apply as applyFresh, ops } from "@espalier/autodiff";
import type { Apply, Value } from "@espalier/autodiff";
import {
  checkFinite,
  checkTensor,
  dtypeOf,
  matchAxes,
  ShapeError,
  showShape,
  ValueError,
} from "@espalier/tensor";
import type { DType, Tensor } from "@espalier/tensor";
import { activate } from "./activation.ts";
import { checkActivation } from "./activation-numbers.ts";
import type { Activation } from "./activation.ts";
import { show } from "./options.ts";

/** s = W x + b and x = σ(s); row i of the weight feeds neuron i. */
export interface Layer<V extends Value = Tensor> {
  /** W [i, j] */
  readonly weight: V;
  /** b [i] */
  readonly bias: V;
  /** σ */
  readonly activation: Activation<V>;
}

/** A fully-connected network, as plain data. With a V other than Tensor, a trace follows its parameters. */
export interface Network<V extends Value = Tensor> {
  /** From the inputs to the outputs; each layer has as many inputs as the one before has neurons. */
  readonly layers: readonly Layer<V>[];
}

/**
 * The outputs of a batch, X [n, d_0] → [n, M]: for each layer an affine op and its activation.
 *
 * The result is a tensor for tensors, and a traced value for a traced network or batch.
 */
export function forward(network: Network, X: Tensor, apply?: Apply): Tensor;
export function forward(network: Network<Value>, X: Value, apply?: Apply): Value;
export function forward(network: Network<Value>, X: Value, apply: Apply = applyFresh): Value {
  return layersOf("forward", network).reduce((x, layer) => throughLayer(layer, x, apply), X);
}

function throughLayer({ weight, bias, activation }: Layer<Value>, x: Value, apply: Apply): Value {
  return activate(activation, apply(ops.affine, { X: x, W: weight, b: bias }), apply);
}

/** The inputs of each layer for a batch: X itself, then the output of the layer before. */
export function layerInputs(network: Network, X: Tensor): Tensor[] {
  const inputs = [X];
  for (const layer of layersOf("layerInputs", network).slice(0, -1))
    inputs.push(forward({ layers: [layer] }, inputs[inputs.length - 1]));
  return inputs;
}

/** d_0 … d_L: the inputs, then the neurons of each layer. */
export function sizesOf(network: Network): number[] {
  const layers = layersOf("sizesOf", network);
  return [layers[0].weight.shape[1], ...layers.map(({ weight }) => weight.shape[0])];
}

/** N_W, the number of weights; biases and slopes are not counted. */
export const weightCount = (network: Network): number =>
  layersOf("weightCount", network).reduce((count, { weight }) => count + weight.data.length, 0);

/** The number of weights that are not zero. */
export function nonzeroWeights(network: Network): number {
  let count = 0;
  for (const { weight } of layersOf("nonzeroWeights", network))
    for (const w of weight.data) if (w !== 0) count++;
  return count;
}

/** The parameters that training changes, layer by layer: weight, bias and, if there is one, the slope. */
export const parametersOf = <V extends Value>(network: Network<V>): V[] =>
  layersOf("parametersOf", network).flatMap(({ weight, bias, activation }) =>
    activation.kind === "prelu" ? [weight, bias, activation.slope] : [weight, bias],
  );

/** The same network with every parameter replaced, in the order of {@link parametersOf}. */
export const mapParameters = <V extends Value, U extends Value>(
  network: Network<V>,
  replace: (parameter: V) => U,
): Network<U> => ({
  layers: layersOf("mapParameters", network).map(({ weight, bias, activation }) => ({
    weight: replace(weight),
    bias: replace(bias),
    activation:
      activation.kind === "prelu" ? { kind: "prelu", slope: replace(activation.slope) } : activation,
  })),
});

/** A copy that shares no memory. */
export const cloneNetwork = (network: Network): Network =>
  mapParameters(network, ({ shape, data }) => ({ shape, data: data.slice() }));

/**
 * The layers of a network. The types promise an array of objects; a caller in JavaScript does not.
 *
 * @throws ValueError when the network or one of its layers is not an object
 */
export function layersOf<V extends Value>(who: string, network: Network<V>): readonly Layer<V>[] {
  if (typeof network !== "object" || network === null)
    throw new ValueError(who, "a network { layers: [...] }", show(network));
  const { layers } = network;
  if (!Array.isArray(layers)) throw new ShapeError(who, "a network of at least one layer", "none");
  const at = layers.findIndex((layer: unknown) => typeof layer !== "object" || layer === null);
  if (at >= 0) throw new ValueError(`${who}: layer ${at}`, "{ weight, bias, activation }", show(layers[at]));
  return layers;
}

/**
 * Checks a network for a public function.
 *
 * @throws ShapeError when a layer has no neurons or no inputs, does not fit its bias, its slope or the layer before it,
 * or there is none; or when the data of a parameter do not fill its shape
 * @throws ValueError when the network or a layer is not an object, a parameter is no tensor, of another precision than the first weight, NaN or infinite, naming
 * it; or an activation is unknown
 */
export function checkNetwork(who: string, network: Network): void {
  const layers = layersOf(who, network);
  if (layers.length === 0) throw new ShapeError(who, "a network of at least one layer", "none");
  let width: number | undefined;
  let precision: DType | undefined;
  for (const [k, { weight, bias, activation }] of layers.entries()) {
    const where = `${who}: layer ${k}`;
    const check = (name: string, parameter: Tensor): void => {
      checkTensor(where, name, parameter);
      precision ??= dtypeOf(parameter);
      if (dtypeOf(parameter) !== precision)
        throw new ValueError(where, `${name} in ${precision}, as the first weight is`, dtypeOf(parameter));
      checkFinite(where, name, parameter);
    };
    check("weight", weight);
    check("bias", bias);
    const { I, J } = matchAxes(where, { weight: [weight, "IJ"], bias: [bias, "I"] });
    if (I === 0 || J === 0)
      throw new ShapeError(where, "at least one neuron and one input", `weight ${showShape([I, J])}`);
    if (width !== undefined && J !== width)
      throw new ShapeError(
        where,
        `a weight of ${width} columns, the neurons of layer ${k - 1}`,
        showShape([I, J]),
      );
    checkActivation(where, activation);
    if (activation.kind === "prelu") {
      const { slope } = activation;
      check("slope", slope);
      if (slope.shape.length !== 1 || (slope.data.length !== 1 && slope.data.length !== I))
        throw new ShapeError(where, `a slope [1] or [${I}]`, showShape(slope.shape));
    }
    width = I;
  }
}
