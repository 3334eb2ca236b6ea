import { FormatError, tensor, ValueError } from "@espalier/tensor";
import { checkNetwork, requireChain } from "@espalier/network";
import type { Activation, Layer } from "@espalier/network";
import type { BrainDetails, NetworkFile } from "@espalier/files";
import { count, fields, finite, numbers, rootOf, rowsOf, show, jsonBytes } from "@espalier/files/json-values";
import { textOf } from "@espalier/files/bytes";

/*
 * What `network.toJSON()` of brain.js gives:
 *
 *     { "type": "NeuralNetwork", "sizes": [2, 3, 1], "layers": [{ "weights": [], "biases": [] }, { "weights": [[…], …], "biases": […] }, …],
 *       "trainOpts": { "activation": "sigmoid", "leakyReluAlpha": 0.01 } }
 *
 * The first layer is the inputs. Every other layer, the outputs too, has the activation, sigmoid by default.
 */

/** Whether JSON is a network of brain.js. */
export const isBrain = (root: unknown): boolean =>
  typeof root === "object" && root !== null && "sizes" in root && "layers" in root && !("format" in root);

/**
 * Reads a network of brain.js from the JSON of its `toJSON`.
 *
 * Memory: the text, and what JSON.parse makes of it, some 40 times the bytes at most.
 *
 * @throws FormatError naming the place: `layers[1].weights[0]: expected 2 numbers; received 3`
 */
export function readBrain(bytes: Uint8Array): NetworkFile {
  const root = fields("network", rootOf("network", textOf("network", bytes)));
  const { type, sizes, layers, trainOpts, options, outputLookup, inputLookup } = root;
  if (type !== undefined && type !== "NeuralNetwork" && type !== "NeuralNetworkGPU")
    throw new FormatError("type", '"NeuralNetwork", a network without memory', show(type));
  if (!Array.isArray(sizes) || sizes.length < 2)
    throw new FormatError("sizes", "a list of two sizes or more", show(sizes));
  if (!Array.isArray(layers) || layers.length !== sizes.length)
    throw new FormatError(
      "layers",
      `${sizes.length} layers, the inputs among them`,
      Array.isArray(layers) ? `${layers.length}` : show(layers),
    );
  const widths = sizes.map((size, k) => count(`sizes[${k}]`, size));
  if (widths.includes(0)) throw new FormatError("sizes", "sizes of 1 and more", `[${widths.join(", ")}]`);
  const activation = activationOf({ ...optional(options), ...optional(trainOpts) });
  const read = layers.slice(1).map((each, at): Layer => {
    const k = at + 1;
    const { weights, biases } = fields(`layers[${k}]`, each);
    return {
      weight: tensor(rowsOf(`layers[${k}].weights`, weights, widths[k], widths[k - 1])),
      bias: tensor(numbers(`layers[${k}].biases`, biases, widths[k])),
      activation,
    };
  });
  const network = { layers: read };
  checkNetwork("readBrain", network);
  const names = {
    ...lookupOf("inputLookup", inputLookup, widths[0]),
    ...lookupOf("outputLookup", outputLookup, widths[widths.length - 1]),
  };
  const notes =
    Object.keys(names).length > 0
      ? ["inputs and outputs have names in brain.js; here they are columns in the order of the lookup tables"]
      : [];
  return { network, origin: "brain", ...(notes.length === 0 ? {} : { notes, brain: names }) };
}

/** The name of each input or output, where a file has them: `{ "red": 0, "green": 1 }`. */
function lookupOf(key: keyof BrainDetails, json: unknown, width: number): BrainDetails {
  if (json === undefined || json === null || json === false) return {};
  const numbered = Object.entries(fields(key, json)).map(([name, at]): [string, number] => {
    const index = count(`${key}.${name.slice(0, 40)}`, at);
    if (index >= width)
      throw new FormatError(`${key}.${name.slice(0, 40)}`, `a number below ${width}`, `${index}`);
    return [name, index];
  });
  if (numbered.length !== width || new Set(numbered.map(([, index]) => index)).size !== width)
    throw new FormatError(key, `one name for each of ${width}`, `${numbered.length} names`);
  return { [key]: Object.fromEntries(numbered) };
}

const optional = (json: unknown): Readonly<Record<string, unknown>> =>
  typeof json === "object" && json !== null && !Array.isArray(json) ? { ...json } : {};

function activationOf({
  activation = "sigmoid",
  leakyReluAlpha = 0.01,
}: Readonly<Record<string, unknown>>): Activation {
  if (activation === "sigmoid" || activation === "relu" || activation === "tanh") return { kind: activation };
  if (activation === "leaky-relu")
    return { kind: "leaky-relu", alpha: finite("trainOpts.leakyReluAlpha", leakyReluAlpha) };
  throw new FormatError("trainOpts.activation", "sigmoid, relu, leaky-relu or tanh", show(activation));
}

/**
 * Writes a network for `fromJSON` of brain.js.
 *
 * @throws ShapeError, ValueError when the network is not valid, or its layers do not all have one of the activations of brain.js
 */
export function writeBrain({
  network,
  head,
  outputMap,
  headMap,
  brain,
}: NetworkFile): Uint8Array<ArrayBuffer> {
  checkNetwork("writeBrain", network);
  requireChain("writeBrain", "a network of brain.js", network);
  const { layers } = network;
  const [{ activation }] = layers;
  const isLeaky = activation.kind === "leaky-relu";
  if (
    !["sigmoid", "relu", "tanh", "leaky-relu"].includes(activation.kind) ||
    layers.some((layer) => JSON.stringify(layer.activation) !== JSON.stringify(activation))
  )
    throw new ValueError(
      "writeBrain",
      "one activation for all layers, the last too: sigmoid, relu, leaky-relu or tanh",
      layers.map((layer) => layer.activation.kind).join(", "),
    );
  if (head !== undefined || outputMap !== undefined || headMap !== undefined)
    throw new ValueError("writeBrain", "nothing behind the last layer", head ?? "a scale and a shift");
  const sizes = [layers[0].weight.shape[1], ...layers.map(({ weight }) => weight.shape[0])];
  const { inputLookup = null, outputLookup = null } = brain ?? {};
  for (const [key, lookup, width] of [
    ["inputLookup", inputLookup, sizes[0]],
    ["outputLookup", outputLookup, sizes[sizes.length - 1]],
  ] as const)
    if (lookup !== null && Object.keys(lookup).length !== width)
      throw new ValueError("writeBrain", `${width} names in ${key}`, `${Object.keys(lookup).length}`);
  const rows = ({ shape: [I, J], data }: Layer["weight"]): number[][] =>
    Array.from({ length: I }, (_, i) => Array.from(data.subarray(i * J, (i + 1) * J)));
  const json = {
    type: "NeuralNetwork",
    sizes,
    layers: [
      { weights: [], biases: [] },
      ...layers.map(({ weight, bias }) => ({ weights: rows(weight), biases: Array.from(bias.data) })),
    ],
    inputLookup,
    inputLookupLength: inputLookup === null ? 0 : sizes[0],
    outputLookup,
    outputLookupLength: outputLookup === null ? 0 : sizes[sizes.length - 1],
    options: {},
    trainOpts: { activation: activation.kind, ...(isLeaky ? { leakyReluAlpha: activation.alpha } : {}) },
  };
  return jsonBytes(json);
}
