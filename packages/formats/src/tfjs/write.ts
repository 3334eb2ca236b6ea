import { FormatError, ValueError } from "@espalier/tensor";
import { checkNetwork, requireChain } from "@espalier/network";
import type { Activation, Layer } from "@espalier/network";
import type { NetworkFile } from "@espalier/files";
import { writeNumbers, bytesOf } from "@espalier/files/bytes";
import { join } from "@espalier/files/protobuf";
import { transposed } from "../state-dict/weights.ts";

/** A layers-model: `model.json`, and the one shard that it names. */
export interface TfjsFiles {
  /** model.json */
  readonly json: Uint8Array<ArrayBuffer>;
  /** The weights. */
  readonly shard: Uint8Array<ArrayBuffer>;
}

/**
 * Writes a network as a layers-model of TensorFlow.js, in single precision: Dense layers with their activations.
 *
 * @param shard the name of the file of the weights, as model.json says it
 * @throws ShapeError, ValueError when the network is not valid, or TensorFlow.js has no layer for an activation
 */
export function writeTfjs(file: NetworkFile, shard: string): TfjsFiles {
  checkNetwork("writeTfjs", file.network);
  requireChain("writeTfjs", "a TensorFlow.js model", file.network);
  if (file.outputMap !== undefined || file.headMap !== undefined)
    throw new ValueError(
      "writeTfjs",
      "a network without a map behind its outputs",
      "one with a scale and a shift",
    );
  const { layers } = file.network;
  const tensors = layers.flatMap((layer, k) => tensorsOf(layer, nameOf(file, k)));
  const configs = layers.flatMap((layer, k) =>
    layersOf(layer, nameOf(file, k), k, layers[0].weight.shape[1]),
  );
  if (file.head !== undefined)
    configs.push({
      class_name: "Activation",
      config: { name: "head", activation: file.head === "softmax" ? "softmax" : "logSoftmax" },
    });
  const model = {
    format: "layers-model",
    generatedBy: "espalier",
    convertedBy: null,
    modelTopology: {
      class_name: "Sequential",
      config: { name: "sequential", layers: configs },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightsManifest: [
      { paths: [shard], weights: tensors.map(({ name, shape }) => ({ name, shape, dtype: "float32" })) },
    ],
  };
  return { json: bytesOf(`${JSON.stringify(model)}\n`), shard: join(tensors.map(({ bytes }) => bytes)) };
}

/** The name of a layer: that of its kernel in the file it came from, else a number. */
const nameOf = ({ names }: NetworkFile, k: number): string => {
  const parts = names?.[k]?.weight.split("/") ?? [];
  return parts.length >= 2 && parts.at(-1) === "kernel" ? (parts.at(-2) ?? "") : `dense_${k + 1}`;
};

function tensorsOf(
  { weight, bias, activation }: Layer,
  name: string,
): { name: string; shape: readonly number[]; bytes: Uint8Array<ArrayBuffer> }[] {
  const [I, J] = weight.shape;
  const bytes = (part: string, data: Layer["bias"]["data"]): Uint8Array<ArrayBuffer> =>
    writeNumbers("writeTfjs", `${name}/${part}`, data, "f32");
  return [
    { name: `${name}/kernel`, shape: [J, I], bytes: bytes("kernel", transposed(weight.data, I, J)) },
    { name: `${name}/bias`, shape: [I], bytes: bytes("bias", bias.data) },
    ...(activation.kind === "prelu"
      ? [
          {
            name: `${name}_prelu/alpha`,
            shape: [I],
            bytes: bytes(
              "alpha",
              Float64Array.from(
                { length: I },
                (_, i) => activation.slope.data[activation.slope.data.length === 1 ? 0 : i],
              ),
            ),
          },
        ]
      : []),
  ];
}

interface Config {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

function layersOf({ weight, activation }: Layer, name: string, k: number, width: number): Config[] {
  const own = plain(activation);
  const dense: Config = {
    class_name: "Dense",
    config: {
      name,
      units: weight.shape[0],
      activation: own ?? "linear",
      use_bias: true,
      ...(k === 0 ? { batch_input_shape: [null, width], dtype: "float32" } : {}),
    },
  };
  return own === undefined ? [dense, layerFor(activation, name)] : [dense];
}

/** The name of an activation in TensorFlow.js, where it has one. */
function plain(activation: Activation): string | undefined {
  const { kind } = activation;
  // prettier-ignore
  const names: Readonly<Record<string, string>> = {
    identity: "linear", relu: "relu", tanh: "tanh", sigmoid: "sigmoid", selu: "selu", softsign: "softsign", silu: "swish", mish: "mish",
    gelu: "gelu", "gelu-tanh": "gelu_new",
  };
  if (kind === "elu" && activation.alpha === 1) return "elu";
  if (kind === "softplus" && activation.beta === 1) return "softplus";
  if (kind === "clip" && activation.min === 0 && activation.max === 6) return "relu6";
  if (kind === "hardsigmoid" && Math.fround(activation.alpha) === Math.fround(0.2) && activation.beta === 0.5)
    return "hardSigmoid";
  return Object.hasOwn(names, kind) ? names[kind] : undefined;
}

function layerFor(activation: Activation, name: string): Config {
  if (activation.kind === "leaky-relu")
    return { class_name: "LeakyReLU", config: { name: `${name}_leaky`, alpha: activation.alpha } };
  if (activation.kind === "elu")
    return { class_name: "ELU", config: { name: `${name}_elu`, alpha: activation.alpha } };
  if (activation.kind === "prelu") return { class_name: "PReLU", config: { name: `${name}_prelu` } };
  if (activation.kind === "clip" && activation.min === 0)
    return { class_name: "ReLU", config: { name: `${name}_relu`, max_value: activation.max } };
  throw new ValueError("writeTfjs", "activations that TensorFlow.js has", activation.kind);
}

/** The one file of a format that needs two. @throws FormatError always */
export function refuseAlone(): never {
  throw new FormatError("tfjs", "the name of a file, for the weights beside it", "a stream");
}
