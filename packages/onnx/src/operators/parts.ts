import { sizeOf } from "@espalier/tensor";
import { stridesOf } from "@espalier/files/bytes";
import { asWholes } from "../constants/constant.ts";
import { gathered, listOf } from "../constants/rearrange.ts";
import { isOpen, showSizes } from "../constants/size.ts";
import { int, refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import { axisOfSample, knownAxes, picked } from "./axes.ts";
import { constantAt, samplesAt } from "./context.ts";
import type { Context, Operator, SplittingOperator } from "./context.ts";

// Operators that take some of the entries of a sample.

/** A part of one axis. */
function part(context: Context, node: Node, x: Samples, axis: number, start: number, end: number): Samples {
  const axes = knownAxes(node, x);
  if (!(start < end)) refuseNode(node, "at least one entry", `${start} to ${end} of ${axes[axis]}`);
  const strides = stridesOf(axes);
  return picked(context, node, x, axes.with(axis, end - start), strides, start * strides[axis]);
}

/** The sizes are an attribute, an operand since operators 13, or equal. */
export const split: SplittingOperator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const axis = axisOfSample(node, x, int(node, "axis", 0));
  const length = knownAxes(node, x)[axis];
  const parts = node.outputs.length;
  const each = Math.ceil(length / int(node, "num_outputs", parts));
  const sizes =
    listOf(node, "split", constantAt(node, operands, 1)) ??
    node.outputs.map((_, k) => Math.min(each, length - k * each));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length !== parts || total !== length || !sizes.every((size) => size > 0))
    refuseNode(node, `${parts} parts of ${length}`, `[${sizes.join(", ")}]`);
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return part(context, node, x, axis, start - size, start);
  });
};

/** Parts of some axes; attributes before operators 10, operands since. */
export const slice: Operator = (context, node, operands) => {
  let x = samplesAt(node, operands, 0);
  const list = (name: string, at: number): readonly number[] | undefined =>
    listOf(node, name, constantAt(node, operands, at));
  const [starts = [], ends = []] = [list("starts", 1), list("ends", 2)];
  const axes = list("axes", 3) ?? starts.map((_, axis) => axis);
  const steps = list("steps", 4) ?? starts.map(() => 1);
  for (const [k, each] of axes.entries()) {
    const rank = knownAxes(node, x).length + (x.batched ? 1 : 0);
    const [start, end, step] = [starts[k], ends[k], steps[k]];
    // All samples, whatever their number.
    if (x.batched && (each === 0 || each === -rank) && start === 0 && end >= 2 ** 31 - 1 && step === 1)
      continue;
    const axis = axisOfSample(node, x, each);
    const size = knownAxes(node, x)[axis];
    const clamped = (index: number, low: number, high: number): number =>
      Math.min(high, Math.max(low, index < 0 ? index + size : index));
    const [first, last] =
      step > 0
        ? [clamped(start, 0, size), clamped(end, 0, size)]
        : [clamped(start, 0, size - 1), clamped(end, -1, size - 1)];
    const count = Math.ceil((last - first) / step);
    if (!(Number.isInteger(step) && step !== 0 && count > 0))
      refuseNode(node, "at least one entry", `${start} to ${end} of ${size}, in steps of ${step}`);
    const strides = stridesOf(knownAxes(node, x));
    x = picked(
      context,
      node,
      x,
      knownAxes(node, x).with(axis, count),
      strides.with(axis, step * strides[axis]),
      first * strides[axis],
    );
  }
  return x;
};

/** Entries at places that the file knows; one place leaves the axis out. */
export const gather: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const axis = axisOfSample(node, x, int(node, "axis", 0));
  const axes = knownAxes(node, x);
  const list = asWholes(node, constantAt(node, operands, 1));
  const size = axes[axis];
  const at = list.values.map((value) => {
    const index = isOpen(value) ? NaN : value < 0 ? value + size : value;
    if (!(index >= 0 && index < size)) refuseNode(node, `places in ${size}`, showSizes([value]));
    return index;
  });
  const shape = [...axes.slice(0, axis), ...list.shape, ...axes.slice(axis + 1)];
  context.room(node, sizeOf(shape));
  const from = gathered(axes, axis, at);
  if (from.length === 0) refuseNode(node, "at least one place", "none");
  return context.step(node, [x], { kind: "pick", from, of: sizeOf(axes) }, shape, x.batched);
};
