import { dtypeOf } from "@espalier/tensor";
import type { Data } from "@espalier/tensor";
import type { Head, Network } from "@espalier/network";
import type { Precision } from "../bytes/numbers.ts";
import type { OnnxDetails } from "./onnx-details.ts";

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
  /** Which program's JSON it came from: JSON that is written again has that form. */
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

/** The precision that a file is written in. */
export const precisionOf = ({ network, precision }: NetworkFile): Precision =>
  precision ?? dtypeOf(network.layers[0].weight);

/** What a change of the outputs of a file costs by default: that of the class probabilities where one of its outputs ends in a softmax, else its square. */
export const metricOfFile = ({
  network,
  head,
}: Pick<NetworkFile, "network" | "head">): "outputs" | "softmax" =>
  [head, ...(network.graph?.outputs ?? []).map((output) => output.head)].some((each) => each !== undefined)
    ? "softmax"
    : "outputs";
