import { showShape, sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { refuse, places, stridesOf } from "@espalier/files/bytes";
import { asFloats, asWholes } from "../constants/constant.ts";
import { axesOf, plain } from "../constants/rearrange.ts";
import { isOpen, showSizes } from "../constants/size.ts";
import { describe, int } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import { constantAt, isSamples, samplesAt } from "./context.ts";
import type { Context, Operand, Operator, SplittingOperator } from "./context.ts";

// Operators that put the entries of a sample side by side, or take some of them.

/** The axes of a sample. @throws FormatError where the file does not say */
export const knownAxes = (node: Node, { axes }: Samples): Shape =>
  axes ?? refuse(node.at, describe(node), "samples of a known size", "samples of unknown size");

/**
 * An axis of a node as one of a sample.
 *
 * @throws FormatError naming the operator when it is that of the samples
 */
export function axisOfSample(node: Node, x: Samples, axis: number): number {
  const lead = x.batched ? 1 : 0;
  const rank = knownAxes(node, x).length + lead;
  const from = axis < 0 ? axis + rank : axis;
  if (!(from >= 0 && from < rank)) refuse(node.at, describe(node), `an axis of ${rank}`, `${axis}`);
  return from < lead ? refuseMixed(node) : from - lead;
}

/** For what would mix the samples of a batch. */
export const refuseMixed = (node: Node): never =>
  refuse(
    node.at,
    describe(node),
    "an operator that works on each sample alone",
    `${node.operator.slice(0, 40)} along the axis of the samples, which mixes the rows of a batch`,
  );

/** The entries of a sample at some places. */
export function picked(
  context: Context,
  node: Node,
  x: Samples,
  shape: Shape,
  strides: readonly number[],
  start = 0,
): Samples {
  context.room(node, sizeOf(shape));
  const of = sizeOf(knownAxes(node, x));
  const from = places(shape, strides, start);
  if (from.length === of && from.every((place, at) => place === at)) return { ...x, axes: shape };
  return context.step(node, [x], { kind: "pick", from, of }, shape, x.batched);
}

/** A part of one axis. */
function part(context: Context, node: Node, x: Samples, axis: number, start: number, end: number): Samples {
  const axes = knownAxes(node, x);
  if (!(start < end))
    refuse(node.at, describe(node), "at least one entry", `${start} to ${end} of ${axes[axis]}`);
  const strides = stridesOf(axes);
  return picked(context, node, x, axes.with(axis, end - start), strides, start * strides[axis]);
}

export const concat: Operator = (context, node, operands) => {
  const first = operands.find(isSamples) ?? samplesAt(node, operands, 0);
  const axis = axisOfSample(node, first, int(node, "axis", 1));
  const parts = operands.map((operand) =>
    isSamples(operand) ? operand : constantRow(context, node, operand, first),
  );
  const shapes = parts.map((each) => knownAxes(node, each));
  const [shape] = shapes;
  const fits = shapes.every(
    (each, k) =>
      parts[k].batched === first.batched &&
      each.length === shape.length &&
      each.every((size, at) => at === axis || size === shape[at]),
  );
  if (!fits) refuse(node.at, describe(node), "values that fit", shapes.map(showShape).join(", "));
  const lengths = shapes.map((each) => each[axis]);
  const whole = shape.with(
    axis,
    lengths.reduce((sum, length) => sum + length, 0),
  );
  context.room(node, sizeOf(whole));
  const beside = context.step(node, parts, { kind: "concat" }, [sizeOf(whole)], first.batched);
  // One behind the other, they are in order only if the axis is the first one that is not 1.
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  if (outer === 1) return { ...beside, axes: whole };
  const from: number[] = [];
  for (let row = 0; row < outer; row++) {
    let start = 0;
    for (const length of lengths) {
      for (let at = 0; at < length * inner; at++) from.push(start + row * length * inner + at);
      start += outer * length * inner;
    }
  }
  const does = { kind: "pick", from: Int32Array.from(from), of: from.length } as const;
  return context.step(node, [beside], does, whole, first.batched);
};

/** A constant beside samples: the same for each of them. */
function constantRow(context: Context, node: Node, operand: Operand, like: Samples): Samples {
  const { shape, data } = asFloats(node, isSamples(operand) ? undefined : operand);
  const axes = like.batched ? shape.slice(1) : shape;
  if (like.batched && shape[0] !== 1 && shape[0] !== context.batch)
    return refuse(
      node.at,
      describe(node),
      "constants with one row, or a row for each sample",
      showShape(shape),
    );
  const width = sizeOf(axes);
  if (data.some((value, at) => value !== data[at % width])) return refuseMixed(node);
  return context.step(node, [], { kind: "constant", values: data.slice(0, width) }, axes, like.batched);
}

/** The sizes are an attribute, an operand since operators 13, or equal. */
export const split: SplittingOperator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const axis = axisOfSample(node, x, int(node, "axis", 0));
  const length = knownAxes(node, x)[axis];
  const list = constantAt(node, operands, 1);
  const parts = node.outputs.length;
  const each = Math.ceil(length / int(node, "num_outputs", parts));
  const sizes =
    node.attributes.get("split")?.ints ??
    (list === undefined ? node.outputs.map((_, k) => Math.min(each, length - k * each)) : plain(node, list));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length !== parts || total !== length || !sizes.every((size) => size > 0))
    refuse(node.at, describe(node), `${parts} parts of ${length}`, `[${sizes.join(", ")}]`);
  let start = 0;
  return sizes.map((size) => {
    start += size;
    return part(context, node, x, axis, start - size, start);
  });
};

/** Parts of some axes; attributes before operators 10, operands since. */
export const slice: Operator = (context, node, operands) => {
  let x = samplesAt(node, operands, 0);
  const list = (name: string, at: number): readonly number[] | undefined => {
    const operand = constantAt(node, operands, at);
    return node.attributes.get(name)?.ints ?? (operand === undefined ? undefined : plain(node, operand));
  };
  const [starts = [], ends = []] = [list("starts", 1), list("ends", 2)];
  const axes = axesOf(node, constantAt(node, operands, 3)) ?? starts.map((_, axis) => axis);
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
      refuse(
        node.at,
        describe(node),
        "at least one entry",
        `${start} to ${end} of ${size}, in steps of ${step}`,
      );
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
    if (!(index >= 0 && index < size))
      refuse(node.at, describe(node), `places in ${size}`, showSizes([value]));
    return index;
  });
  const shape = [...axes.slice(0, axis), ...list.shape, ...axes.slice(axis + 1)];
  context.room(node, sizeOf(shape));
  const [outer, inner] = [sizeOf(axes.slice(0, axis)), sizeOf(axes.slice(axis + 1))];
  const from: number[] = [];
  for (let row = 0; row < outer; row++)
    for (const index of at) for (let p = 0; p < inner; p++) from.push((row * size + index) * inner + p);
  if (from.length === 0) refuse(node.at, describe(node), "at least one place", "none");
  return context.step(
    node,
    [x],
    { kind: "pick", from: Int32Array.from(from), of: sizeOf(axes) },
    shape,
    x.batched,
  );
};
