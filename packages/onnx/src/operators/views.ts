import { showShape, sizeOf } from "@espalier/tensor";
import { places, stretched, stridesOf } from "@espalier/files/bytes";
import { asWholes } from "../constants/constant.ts";
import { axisOf, listOf, withOnes } from "../constants/rearrange.ts";
import { isOpen, product, quotient, sameSize, showSizes } from "../constants/size.ts";
import type { Size } from "../constants/size.ts";
import { describe, int, refuseNode, refusePart } from "../describe.ts";
import { typeName, types } from "../file/tensor.ts";
import type { Node } from "../file/model.ts";
import { axesWithBatch } from "../samples.ts";
import type { Samples } from "../samples.ts";
import { roundoff } from "../simplify/recognise.ts";
import { knownAxes, refuseMixed } from "./axes.ts";
import { constantAt, isSamples, samplesAt } from "./context.ts";
import type { Context, Operator } from "./context.ts";
import { stretchedTo } from "./pointwise.ts";

// Operators that leave the numbers of a sample as they are, and at most give them other axes.

export const same: Operator = (_, node, operands) => samplesAt(node, operands, 0);

/** Nothing, when a network is run and not trained. */
export const dropout: Operator = ({ opset }, node, operands) => {
  const mode = operands[2];
  const trains =
    mode !== undefined &&
    (isSamples(mode) || (mode.kind === "wholes" ? mode.values[0] !== 0 : mode.data[0] !== 0));
  if (trains || (opset < 7 && int(node, "is_test", 0) === 0))
    refusePart(node, "training_mode", "false", "true, as in training");
  return samplesAt(node, operands, 0);
};

/** To the type that the samples have; or to a wider one, in which the file computes with more digits than the network here does. */
export const cast: Operator = ({ type, note }, node, operands) => {
  const to = int(node, "to", 0);
  const [own, wider] = [type, to].map((code) => roundoffOf(code));
  if (to !== type && !(wider < own))
    refusePart(node, "to", `${typeName(type)}, the type of the input, or a wider one`, typeName(to));
  if (to !== type)
    note(`${describe(node)}: what follows is computed in ${typeName(type)} as all of the network`);
  return samplesAt(node, operands, 0);
};

/** The unit round-off of a float type; NaN for any other type. */
const roundoffOf = (code: number): number => {
  const precision = types.find((type) => type.code === code)?.precision;
  return precision === undefined ? NaN : roundoff[precision];
};

/** The samples repeated along axes of 1, by a shape that the file knows. */
export const expand: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const wanted = asWholes(node, constantAt(node, operands, 1)).values;
  const axes = knownAxes(node, x);
  const rank = axes.length + (x.batched ? 1 : 0);
  // Only as many rows as there are samples; a shape of fewer axes leaves the first ones as they are.
  const lead = x.batched && wanted.length >= rank ? wanted[wanted.length - rank] : 1;
  if (x.batched && (wanted.length > rank || (lead !== 1 && !sameSize(lead, context.batch))))
    return refuseMixed(node);
  const own = (x.batched && wanted.length >= rank ? wanted.slice(1) : wanted).map((size) =>
    isOpen(size) ? refuseMixed(node) : size,
  );
  const to = stretched(axes, own);
  if (to === undefined)
    return refuseNode(node, `a shape that ${showShape(axes)} stretches to`, showSizes(wanted));
  return stretchedTo(context, node, x, to);
};

export const flatten: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const all = axesWithBatch(x, context.batch);
  const axis = int(node, "axis", 1);
  if (all === undefined) return axis === 1 ? x : refuseView(node, x, context, []);
  const from = axis < 0 ? axis + all.length : axis;
  return withAxes(context, node, x, [whole(node, all.slice(0, from)), whole(node, all.slice(from))]);
};

/** 0 stands for an axis as it is, −1 for what remains. */
export const reshape: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const wanted = node.attributes.get("shape")?.ints ?? asWholes(node, constantAt(node, operands, 1)).values;
  const all = axesWithBatch(x, context.batch);
  const keepsZeros = int(node, "allowzero", 0) !== 0;
  const sizes = wanted.map((size, axis): Size => {
    if (size !== 0 || keepsZeros) return size;
    // The batch stays the batch even where the other axes are not known.
    return all?.[axis] ?? (axis === 0 && x.batched ? context.batch : refuseView(node, x, context, wanted));
  });
  const at = sizes.indexOf(-1);
  if (at < 0) return withAxes(context, node, x, sizes);
  const others = whole(
    node,
    sizes.filter((_, axis) => axis !== at),
  );
  // [-1, 784] of samples whose size is not known: they have that size, or there would be other samples.
  if (all === undefined)
    return at === 0 && !isOpen(others) ? withAxes(context, node, x, sizes.with(0, context.batch)) : x;
  const rest = quotient(whole(node, all), others) ?? refuseView(node, x, context, sizes);
  return withAxes(context, node, x, sizes.with(at, rest));
};

export const squeeze: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const all = axesWithBatch(x, context.batch) ?? refuseView(node, x, context, []);
  const axes = listOf(node, "axes", constantAt(node, operands, 1))?.map((axis) =>
    axisOf(node, axis, all.length),
  );
  return withAxes(
    context,
    node,
    x,
    all.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis))),
  );
};

export const unsqueeze: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const all = axesWithBatch(x, context.batch) ?? refuseView(node, x, context, []);
  return withAxes(
    context,
    node,
    x,
    withOnes<Size>(node, all, listOf(node, "axes", constantAt(node, operands, 1)) ?? [], 1),
  );
};

/** Axes in another order: of 1, which changes nothing, or entries of a sample. */
export const transpose: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const all = axesWithBatch(x, context.batch) ?? refuseView(node, x, context, []);
  const order = node.attributes.get("perm")?.ints ?? all.map((_, axis) => all.length - 1 - axis);
  if (
    order.length !== all.length ||
    new Set(order.map((axis) => axisOf(node, axis, all.length))).size !== all.length
  )
    refuseNode(node, `an order of ${all.length} axes`, `[${order.join(", ")}]`);
  const sizes = order.map((axis) => all[axis]);
  const moved = order.filter((axis) => all[axis] !== 1);
  if (moved.every((axis, at) => at === 0 || axis > moved[at - 1])) return withAxes(context, node, x, sizes);
  const { axes = [] } = x;
  if (x.batched && order[0] !== 0) return refuseMixed(node);
  const own = x.batched ? order.slice(1).map((axis) => axis - 1) : order;
  const strides = stridesOf(axes);
  const shape = own.map((axis) => axes[axis]);
  const from = places(
    shape,
    own.map((axis) => strides[axis]),
  );
  return context.step(node, [x], { kind: "pick", from, of: from.length }, shape, x.batched);
};

function whole(node: Node, sizes: readonly Size[]): Size {
  let all: Size = 1;
  for (const size of sizes)
    all = product(all, size) ?? refuseNode(node, "one axis of samples", showSizes(sizes));
  return all;
}

/** The same samples with other axes, the first of which is that of the samples, if there are several. */
function withAxes(context: Context, node: Node, x: Samples, sizes: readonly Size[]): Samples {
  const { batch } = context;
  const width = x.axes === undefined ? undefined : sizeOf(x.axes);
  const numbers = (list: readonly Size[]): number[] =>
    list.map((size) => (isOpen(size) ? refuseView(node, x, context, sizes) : size));
  const [first, ...rest] = sizes;
  if (x.batched && first !== undefined && sameSize(first, batch)) {
    const axes = numbers(rest);
    if (axes.every((size) => size > 0) && (width === undefined || sizeOf(axes) === width))
      return { ...x, axes };
  }
  if (x.batched && batch !== 1) return refuseView(node, x, context, sizes);
  const axes = numbers(sizes);
  if (width === undefined || sizeOf(axes) !== width) return refuseView(node, x, context, sizes);
  return { ...x, axes, batched: false };
}

function refuseView(node: Node, x: Samples, { batch }: Context, sizes: readonly Size[]): never {
  const all = axesWithBatch(x, batch);
  return refuseNode(
    node,
    `axes that leave one sample a row, of ${all === undefined ? "samples of unknown size" : showSizes(all)}`,
    sizes.length === 0 ? "others" : showSizes(sizes),
  );
}
