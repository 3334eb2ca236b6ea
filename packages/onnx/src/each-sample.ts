import { sizeOf } from "@espalier/tensor";
import type { Constants } from "./constants/constants.ts";
import { isOpen } from "./constants/size.ts";
import { refuseNode } from "./describe.ts";
import type { Node } from "./file/model.ts";
import { isSamples } from "./operators/context.ts";
import type { Context, Operand } from "./operators/context.ts";
import { axesWithBatch } from "./samples.ts";
import type { Samples } from "./samples.ts";

/** A constant that is repeated for each sample, as many as there are. */
export function forEachSample(node: Node, context: Context, constants: Constants): Samples | undefined {
  if (node.operator !== "Expand" && node.operator !== "ConstantOfShape") return undefined;
  const target = constants.get(node.inputs[node.inputs.length - 1]);
  if (target.kind !== "wholes" || target.values.length === 0 || !isOpen(target.values[0])) return undefined;
  const axes = target.values.slice(1).map((size) => (isOpen(size) ? NaN : size));
  const width = sizeOf(axes);
  context.room(node, width);
  const value = node.operator === "Expand" ? constants.get(node.inputs[0]) : constants.valueOf(node);
  const data = value === undefined ? [0] : value.kind === "floats" ? value.data : undefined;
  if (!(width > 0) || data === undefined)
    return refuseNode(node, "floats of a known size for each sample", "others");
  if (data.length !== 1 && data.length !== width)
    return refuseNode(node, `one number, or ${width}, for each sample`, `${data.length}`);
  const values = Float64Array.from({ length: width }, (_, at) => data[data.length === 1 ? 0 : at]);
  return context.step(node, [], { kind: "constant", values }, axes);
}

/** What Shape gives: the sizes of samples and their batch. */
export function shapeOf(
  node: Node,
  operands: readonly Operand[],
  { batch }: Context,
): ReturnType<Constants["get"]> {
  const [x] = operands.filter(isSamples);
  const sizes = axesWithBatch(x, batch);
  if (sizes === undefined) return refuseNode(node, "samples of a known size", "others");
  const [start, end] = ["start", "end"].map((name) => node.attributes.get(name)?.int);
  const values = sizes.slice(start ?? 0, end);
  return { kind: "wholes", shape: [values.length], values };
}
