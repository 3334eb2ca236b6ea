import { dtypeOf, ShapeError } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import { graphOf } from "@espalier/network";
import type { Head, Network } from "@espalier/network";
import type { Precision } from "../bytes/numbers.ts";

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
  /** An affine map of each output behind the head, as in 10 softmax(x), which the network leaves out too. */
  readonly headMap?: OutputMap;
  /** Which program's JSON it came from: what is written in JSON again has that form. */
  readonly origin?: "tfjs" | "brain";
  /** What only networks of brain.js say: the names of inputs and outputs. */
  readonly brain?: BrainDetails;
  /** What a reader did to the file's numbers, such as folding a normalisation into a layer: a sentence each. */
  readonly notes?: readonly string[];
  /** What the parameters are called, layer by layer. Without it, as PyTorch's nn.Sequential would. */
  readonly names?: readonly LayerNames[];
  /** What the parameters of a graph's other nodes are called, by the names of the nodes. */
  readonly nodeNames?: Readonly<Record<string, NodeNames>>;
  /** What a safetensors or ONNX file says of itself in words. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What only ONNX files say. */
  readonly onnx?: OnnxDetails;
}

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

/** The names of the parameters of a node in a file. */
export interface NodeNames {
  /** Of a normalization's gain. */
  readonly gain?: string;
  /** Of a normalization's shift. */
  readonly shift?: string;
  /** Of a PReLU's slope. */
  readonly slope?: string;
}

/** What a file of brain.js says beside its layers. */
export interface BrainDetails {
  /** Which input each name is. Without it, inputs are numbered. */
  readonly inputLookup?: Readonly<Record<string, number>>;
  /** Which output each name is. Without it, outputs are numbered. */
  readonly outputLookup?: Readonly<Record<string, number>>;
}

/** What the graph of an ONNX file says beside its layers. */
export interface OnnxDetails {
  /** The version of the operators. What is written has 9 or newer. */
  readonly opset: number;
  /** The version of the file format. */
  readonly irVersion: number;
  /** The name of the graph. */
  readonly graphName: string;
  /** Its inputs, in the order of the network's. */
  readonly inputs: readonly OnnxInput[];
  /** Its outputs, in the order of the network's. */
  readonly outputs: readonly OnnxOutput[];
  /** Whether the inputs have no axis of samples: all their axes are those of one sample. */
  readonly isOneSample?: boolean;
  /** Whether the numbers lie in a file beside the model. */
  readonly externalData?: boolean;
  /** What the file computes from the outputs and the network leaves out, as it is: class numbers and the like. */
  readonly tail?: OnnxTail;
  /** Inputs of the file that no output of the network depends on. */
  readonly unread?: readonly OnnxUnread[];
}

/** An input of an ONNX file. */
export interface OnnxInput {
  /** Its name. */
  readonly name: string;
  /** First the batch, a number or a name (empty where it has none); then axes whose product is its width. See `isOneSample`. */
  readonly shape: readonly (number | string)[];
}

/** An output of an ONNX file. */
export interface OnnxOutput {
  /** Its name. */
  readonly name: string;
  /** Its axes, where they are not those of a batch of rows. */
  readonly shape?: readonly (number | string)[];
  /** Whether the file does not give it out: only its `tail` reads it. */
  readonly isInner?: boolean;
}

/** The last nodes of an ONNX file, which are written as they were read. */
export interface OnnxTail {
  /** In the order in which they are computed. */
  readonly nodes: readonly OnnxTailNode[];
  /** The constants that they read: TensorProto messages by their names. */
  readonly tensors: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** The outputs of the file that they compute: ValueInfoProto messages by their names. */
  readonly outputs: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** The names of all outputs of the file in their order. */
  readonly order: readonly string[];
  /** The versions of operators of other domains. */
  readonly domains: Readonly<Record<string, number>>;
}

/** An input that is written as it was read. */
export interface OnnxUnread {
  /** Its name. */
  readonly name: string;
  /** How many inputs stand before it. */
  readonly at: number;
  /** Its ValueInfoProto message. */
  readonly info: Uint8Array<ArrayBuffer>;
}

/** A node of a tail. */
export interface OnnxTailNode {
  /** The name of the operator. */
  readonly operator: string;
  /** Whose operator it is; empty for ONNX's own. */
  readonly domain: string;
  /** Its name. */
  readonly name: string;
  /** What it reads. An output of the network has the name that is its in `outputs`. */
  readonly inputs: readonly string[];
  /** What it computes. */
  readonly outputs: readonly string[];
  /** AttributeProto messages. */
  readonly attributes: readonly Uint8Array<ArrayBuffer>[];
}

/** The precision that a file is written in. */
export const precisionOf = ({ network, precision }: NetworkFile): Precision =>
  precision ?? dtypeOf(network.layers[0].weight);

/**
 * The file of another network, pruned, trained on or compacted, with all that still holds of the first: names as long as there
 * are as many layers, the input's shape as long as it has as many inputs, and the names of inputs and outputs as long as there are as many.
 */
export function withNetwork(file: NetworkFile, network: Network): NetworkFile {
  const { names, onnx, brain, ...rest } = file;
  const [before, now] = [file.network, network].map((each) => graphOf(each).inputs);
  return {
    ...rest,
    network,
    ...(names !== undefined && names.length === network.layers.length
      ? { names: namesOfOwn(names, file.network, network) }
      : {}),
    ...(brain === undefined ? {} : { brain: stillNamed(brain, file.network, network) }),
    ...(onnx === undefined
      ? {}
      : {
          onnx: {
            ...onnx,
            inputs: now.map(({ name, width }, k): OnnxInput => {
              const input = onnx.inputs[k] ?? { name, shape: ["batch", width] };
              if (before[k]?.width === width) return input;
              return { ...input, shape: onnx.isOneSample ? [width] : [input.shape[0], width] };
            }),
          },
        }),
  };
}

/** The names, with one of its own for each matrix that layers shared and share no longer. */
function namesOfOwn(names: readonly LayerNames[], before: Network, now: Network): readonly LayerNames[] {
  const taken = new Set(names.flatMap(({ weight, bias, slope = bias }) => [weight, bias, slope]));
  return names.map((each, k) => {
    if (before.layers[k].tied === undefined || now.layers[k].tied !== undefined) return each;
    let weight = `${each.weight}.${k}`;
    while (taken.has(weight)) weight += "'";
    taken.add(weight);
    return { ...each, weight };
  });
}

/** The lookups whose number of inputs or outputs is as it was. */
function stillNamed(
  { inputLookup, outputLookup }: BrainDetails,
  before: Network,
  now: Network,
): BrainDetails {
  const hasSame = (widthOf: (network: Network) => number | undefined): boolean =>
    widthOf(before) === widthOf(now);
  return {
    ...(inputLookup !== undefined && hasSame(({ layers }) => layers[0].weight.shape[1])
      ? { inputLookup }
      : {}),
    ...(outputLookup !== undefined && hasSame(({ layers }) => layers.at(-1)?.weight.shape[0])
      ? { outputLookup }
      : {}),
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
