import { sizeOf } from "@espalier/tensor";
import type { Tensor } from "@espalier/tensor";
import type { Precision } from "../network-file.ts";
import { refuse } from "../refuse.ts";
import type { Graph, Node, StoredTensor } from "./model.ts";
import { floatsOf, integersOf } from "./tensor.ts";

/** Values that do not depend on the samples: initializers, Constant nodes, and what Identity and Transpose make of them. */
export interface Constants {
  has(name: string): boolean;
  /** Floats, and the name under which they are stored. */
  floats(node: Node, name: string): Tensor & { readonly precision: Precision; readonly stored: string };
  /** One float: of a Constant's attribute, or a tensor of one. */
  scalar(node: Node, name: string): number;
  /** A list of whole numbers. */
  integers(node: Node, name: string): readonly number[];
}

interface Source {
  /** Where the numbers are, or the numbers themselves. */
  readonly tensor: StoredTensor | readonly number[];
  readonly stored: string;
  readonly transposed: boolean;
}

/** @throws FormatError naming a node that is none of a constant */
export function constantsOf(bytes: Uint8Array, { nodes, initializers }: Graph): Constants {
  const sources = new Map<string, Source>();
  for (const [name, tensor] of initializers) sources.set(name, { tensor, stored: name, transposed: false });
  for (const node of nodes) {
    const output = node.outputs[0] ?? "";
    const from = sources.get(node.inputs[0] ?? "");
    if (node.operator === "Constant")
      sources.set(output, { tensor: valueOf(node), stored: output, transposed: false });
    else if (from !== undefined && node.operator === "Identity") sources.set(output, from);
    else if (from !== undefined && node.operator === "Transpose" && swapsTwo(node))
      sources.set(output, { ...from, transposed: !from.transposed });
  }
  const sourceOf = (node: Node, name: string): Source =>
    sources.get(name) ?? refuse(node.at, describe(node), "a constant", `the value ${JSON.stringify(name)}`);
  return {
    has: (name) => sources.has(name),
    floats: (node, name) => {
      const { tensor, stored, transposed } = sourceOf(node, name);
      if (!("dims" in tensor)) return refuse(node.at, describe(node), "a tensor", "a list of numbers");
      const read = floatsOf(bytes, { ...tensor, name: stored });
      return { ...(transposed ? transpose(node, read) : read), precision: read.precision, stored };
    },
    scalar: (node, name) => {
      const { tensor, stored } = sourceOf(node, name);
      const size = "dims" in tensor ? sizeOf(tensor.dims) : tensor.length;
      if (size !== 1) refuse(node.at, describe(node), "one number", `${size}`);
      return "dims" in tensor ? floatsOf(bytes, { ...tensor, name: stored }).data[0] : tensor[0];
    },
    integers: (node, name) => {
      const { tensor, stored } = sourceOf(node, name);
      return "dims" in tensor ? integersOf(bytes, { ...tensor, name: stored }) : tensor;
    },
  };
}

/** Of a Constant's attributes there is one; since operators 12 it may be a number or a list. */
function valueOf(node: Node): StoredTensor | readonly number[] {
  const { attributes } = node;
  const { float, int } = {
    float: attributes.get("value_float")?.float,
    int: attributes.get("value_int")?.int,
  };
  return (
    attributes.get("value")?.tensor ??
    attributes.get("value_floats")?.floats ??
    attributes.get("value_ints")?.ints ??
    (float === undefined ? undefined : [float]) ??
    (int === undefined ? undefined : [int]) ??
    refuse(node.at, describe(node), "a dense tensor, a number or a list of numbers", "none")
  );
}

/** Whether a Transpose exchanges the two axes of a matrix. */
function swapsTwo({ attributes }: Node): boolean {
  const axes = attributes.get("perm")?.ints ?? [1, 0];
  return axes.length === 2 && axes[0] === 1 && axes[1] === 0;
}

/** @throws FormatError when it is no matrix */
export function transpose(node: Node, { shape, data }: Tensor): Tensor {
  const [I, J] = shape;
  if (shape.length !== 2) return refuse(node.at, describe(node), "a matrix", `[${shape.join(", ")}]`);
  const result = data.slice();
  for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) result[j * I + i] = data[i * J + j];
  return { shape: [J, I], data: result };
}

/** A node as errors show it: `Gemm "/0/Gemm"`. */
export const describe = ({ operator, name }: Node): string =>
  name === "" ? operator : `${operator} ${JSON.stringify(name.slice(0, 60))}`;
