import type { Field, Range } from "@espalier/files/protobuf";

// What of a model a network is read from. The numbers of the fields are those of onnx/onnx.proto3.

export interface Model {
  readonly irVersion: number;
  /** The version of the operators of the default domain. */
  readonly opset: number;
  /** The versions of the operators of other domains. */
  readonly domains: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly graph: Graph;
}

export interface Graph {
  readonly at: number;
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, StoredTensor>;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

export interface Node {
  readonly at: number;
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** Where the attributes lie, one by one. */
  readonly attributeRanges: readonly Range[];
}

export interface Attribute {
  readonly at: number;
  readonly float?: number;
  readonly int?: number;
  readonly text?: string;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly tensor?: StoredTensor;
}

/** Where a tensor's numbers lie in another file. */
export interface External {
  readonly location: string;
  readonly offset: number;
  /** Absent where all from the offset on belongs to the tensor. */
  readonly length?: number;
}

/** A tensor, and where its numbers are: as bytes, in another file, or in a field of their type. */
export interface StoredTensor {
  readonly at: number;
  readonly end: number;
  readonly name: string;
  readonly dims: readonly number[];
  /** The code of the type: see `types` in tensor.ts. */
  readonly type: number;
  readonly raw?: Range;
  readonly external?: External;
  /** The fields float_data (4), int32_data (5), int64_data (7) or double_data (10). */
  readonly typed: readonly Field[];
}

export interface ValueInfo {
  readonly at: number;
  readonly end: number;
  readonly name: string;
  readonly type: number;
  /** Absent where the file does not say. An axis is a number, or a name, which may be empty. */
  readonly shape?: readonly (number | string)[];
}
