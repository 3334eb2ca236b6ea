/** What the graph of an ONNX file says beside its layers. */
export interface OnnxDetails {
  /** The version of the operators. Written files have 9 or newer. */
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
