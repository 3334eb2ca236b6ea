import { dtypeOf, ShapeError } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { sizesOf } from "@espalier/prune";
import type { Head, Network } from "@espalier/prune";

/** A network as a file holds it: what the method needs, and what a writer needs to say the rest again. */
export interface NetworkFile {
  /** The layers. */
  readonly network: Network;
  /** How numbers are written. f16 and bf16 are read into an f32 network. Without it, in the precision of the network. */
  readonly precision?: Precision;
  /** What the file applies to the outputs and the network leaves out, since it holds nothing to prune. */
  readonly head?: Head;
  /** An affine map of each output behind the last activation, which the network leaves out as it does the head. */
  readonly outputMap?: OutputMap;
  /** Which program's JSON it came from: what is written in JSON again has that form. */
  readonly origin?: "tfjs" | "brain";
  /** What a reader did to the file's numbers, such as folding a normalisation into a layer: a sentence each. */
  readonly notes?: readonly string[];
  /** What the parameters are called, layer by layer. Without it, as PyTorch's nn.Sequential would. */
  readonly names?: readonly LayerNames[];
  /** What a safetensors or ONNX file says of itself in words. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What only ONNX files say. */
  readonly onnx?: OnnxDetails;
}

/** How a file writes a number: IEEE 754 binary64, binary32 or binary16, or bfloat16, the upper half of a binary32. */
export type Precision = "f64" | "f32" | "f16" | "bf16";

/** y_m = scale_m x_m + shift_m */
export interface OutputMap {
  /** One number for each output. */
  readonly scale: Data;
  /** One number for each output. */
  readonly shift: Data;
}

/** The names of a layer's parameters in a file. */
export interface LayerNames {
  /** The name of W. */
  readonly weight: string;
  /** The name of b; absent if the file has no bias. Then the network's bias is 0, and a writer leaves it out as long as it stays 0. */
  readonly bias?: string;
  /** The name of the slope of a `prelu`; absent if the file has a fixed slope, as in ONNX's LeakyRelu. */
  readonly slope?: string;
}

/** What the graph of an ONNX file says beside its layers. */
export interface OnnxDetails {
  /** The version of the operators. What is written has 9 or newer. */
  readonly opset: number;
  /** The version of the file format. */
  readonly irVersion: number;
  /** The name of the graph. */
  readonly graphName: string;
  /** The name of its input. */
  readonly inputName: string;
  /** First the batch, a number or a name (empty where it has none); then axes whose product is d_0. See `isOneSample`. */
  readonly inputShape: readonly (number | string)[];
  /** The name of its output. */
  readonly outputName: string;
  /** Whether the input has no axis of samples: all its axes are those of one sample. */
  readonly isOneSample?: boolean;
  /** The axes of the output, where they are not those of a batch of rows. */
  readonly outputShape?: readonly (number | string)[];
  /** Whether the numbers lie in a file beside the model. */
  readonly externalData?: boolean;
}

/** The precision that a file is written in. */
export const precisionOf = ({ network, precision }: NetworkFile): Precision =>
  precision ?? dtypeOf(network.layers[0].weight);

/**
 * The file of another network, pruned, trained on or compacted, with all that still holds of the first: names as long as there
 * are as many layers, the input's shape as long as it has as many inputs.
 */
export function withNetwork(file: NetworkFile, network: Network): NetworkFile {
  const { names, onnx, ...rest } = file;
  const [before, now] = [sizesOf(file.network), sizesOf(network)];
  const inputShape =
    onnx &&
    (before[0] === now[0] ? onnx.inputShape : onnx.isOneSample ? [now[0]] : [onnx.inputShape[0], now[0]]);
  return {
    ...rest,
    network,
    ...(names !== undefined && before.length === now.length ? { names } : {}),
    ...(onnx === undefined || inputShape === undefined ? {} : { onnx: { ...onnx, inputShape } }),
  };
}

/**
 * The names of the parameters in the file that is written.
 *
 * @throws ShapeError when there are names for another number of layers
 */
export function namesOf(who: string, { network: { layers }, names }: NetworkFile): readonly LayerNames[] {
  if (names === undefined) return sequentialNames(layers);
  if (names.length !== layers.length)
    throw new ShapeError(who, `names for ${layers.length} layers`, `${names.length}`);
  return names;
}

/** The names of PyTorch's nn.Sequential, where modules are counted, activations among them. */
export function sequentialNames(layers: Network["layers"]): readonly LayerNames[] {
  let next = 0;
  return layers.map(({ activation: { kind } }) => {
    const at = next++;
    const slope = kind === "identity" ? undefined : `${next++}.weight`;
    const names = { weight: `${at}.weight`, bias: `${at}.bias` };
    return kind === "prelu" && slope !== undefined ? { ...names, slope } : names;
  });
}
