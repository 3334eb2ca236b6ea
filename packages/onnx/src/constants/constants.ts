import { sizeOf } from "@espalier/tensor";
import { refuse } from "@espalier/files/bytes";
import { refuseNode } from "../describe.ts";
import type { ModelBytes } from "../file/external.ts";
import type { Graph, Node, StoredTensor } from "../file/model.ts";
import { floatsOf, isFloat, wholesOf } from "../file/tensor.ts";
import { aboutOperator } from "../operators/refuse.ts";
import { entriesOf } from "./constant.ts";
import type { Constant } from "./constant.ts";
import { operations } from "./operations.ts";

/** The values that do not depend on the samples. Each is computed when it is first asked for. */
export interface Constants {
  has(name: string): boolean;
  /** @throws FormatError naming the node that computes it, or the tensor */
  get(name: string): Constant;
  /** A constant that is known, such as the shape of the samples. */
  set(name: string, constant: Constant): void;
  /** The tensor that a node has as its attribute `value`, if it has one. */
  valueOf(node: Node): Constant | undefined;
  /** Takes in a node whose operands are all constants. */
  compute(node: Node): void;
}

/** How many nodes may follow each other from an initializer to a constant. */
const MOST_DEPTH = 500;

export function constantsOf(bytes: ModelBytes, { initializers }: Graph): Constants {
  const known = new Map<string, Constant>();
  const waiting = new Map<string, () => Constant>();
  // All that is computed, together: a chain of a thousand Transposes must not take a thousand times the file.
  let budget =
    8 * (bytes.own.length + Object.values(bytes.external).reduce((sum, { length }) => sum + length, 0));
  for (const [name, tensor] of initializers) waiting.set(name, () => read(bytes, tensor, name));
  const depths = new Map<string, number>();
  const get = (name: string): Constant => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const value = waiting.get(name)?.() ?? refuse(0, "graph", "a constant", JSON.stringify(name));
    known.set(name, value);
    return value;
  };
  return {
    has: (name) => known.has(name) || waiting.has(name),
    get,
    set: (name, constant) => void known.set(name, constant),
    valueOf: (node) => filling(bytes, node),
    compute(node) {
      const [output = ""] = node.outputs;
      const depth = 1 + Math.max(0, ...node.inputs.map((name) => depths.get(name) ?? 0));
      if (depth > MOST_DEPTH) refuseNode(node, `constants of at most ${MOST_DEPTH} steps`, "more");
      depths.set(output, depth);
      waiting.set(output, () => {
        if (node.operator === "Constant") return valueOf(bytes, node);
        const operation = operations.get(node.operator);
        if (operation === undefined)
          return refuseNode(
            node,
            "an operator that constants are computed with, or the samples as its input",
            `${node.operator.slice(0, 40)}${aboutOperator(node.operator)}`,
          );
        const operands = node.inputs.map((name) => (name === "" ? undefined : get(name)));
        const value = operation(node, [...operands, ...ofAttribute(bytes, node)]);
        budget -= 8 * entriesOf(value).length;
        if (budget < 0) refuseNode(node, "constants of a size in proportion to the file", "more");
        return value;
      });
    },
  };
}

function read(bytes: ModelBytes, tensor: StoredTensor, stored: string): Constant {
  const named = { ...tensor, name: stored };
  if (!isFloat(tensor.type)) return { kind: "wholes", shape: tensor.dims, values: wholesOf(bytes, named) };
  return { kind: "floats", ...floatsOf(bytes, named), stored };
}

const filling = (bytes: ModelBytes, node: Node): Constant | undefined => {
  const tensor = node.attributes.get("value")?.tensor;
  return tensor && read(bytes, tensor, node.outputs[0]);
};

/** The number of a ConstantOfShape, as an operand. */
const ofAttribute = (bytes: ModelBytes, node: Node): (Constant | undefined)[] =>
  node.operator === "ConstantOfShape" ? [filling(bytes, node)] : [];

/** Of a Constant's attributes there is one; since operators 12 it may be a number or a list. */
function valueOf(bytes: ModelBytes, node: Node): Constant {
  const {
    attributes,
    outputs: [stored],
  } = node;
  const tensor = attributes.get("value")?.tensor;
  if (tensor !== undefined) return read(bytes, tensor, stored);
  const floats = attributes.get("value_floats")?.floats;
  const [float, int] = [attributes.get("value_float")?.float, attributes.get("value_int")?.int];
  if (floats !== undefined || float !== undefined) {
    const data = Float32Array.from(floats ?? [float ?? 0]);
    return {
      kind: "floats",
      shape: floats === undefined ? [] : [data.length],
      data,
      precision: "f32",
      stored,
    };
  }
  const ints = attributes.get("value_ints")?.ints;
  if (ints !== undefined) return { kind: "wholes", shape: [ints.length], values: ints };
  if (int !== undefined) return { kind: "wholes", shape: [], values: [int] };
  return refuseNode(node, "a dense tensor, a number or a list of numbers", "none");
}

/** Whether a constant has one entry. */
export const isSingle = ({ shape }: Constant): boolean => sizeOf(shape) === 1;
