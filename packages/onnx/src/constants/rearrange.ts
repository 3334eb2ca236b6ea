import { showShape, sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { places, placesIn, stretched, stridesOf } from "@espalier/files/bytes";
import { int, refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Operation } from "./arithmetic.ts";
import { asWholes, entriesOf } from "./constant.ts";
import type { Constant } from "./constant.ts";
import { isOpen, showSizes } from "./size.ts";
import type { Size } from "./size.ts";

// What moves entries and computes nothing.

/** The entries of a constant at some places, as another shape. */
export function picked(constant: Constant, shape: Shape, from: Int32Array): Constant {
  if (constant.kind === "wholes")
    return { kind: "wholes", shape, values: Array.from(from, (at) => constant.values[at]) };
  const data =
    constant.data.constructor === Float32Array
      ? new Float32Array(from.length)
      : new Float64Array(from.length);
  for (let at = 0; at < from.length; at++) data[at] = constant.data[from[at]];
  return { ...constant, shape, data };
}

const there = (node: Node, constant: Constant | undefined): Constant =>
  constant ?? refuseNode(node, "an operand", "none");

/** The same entries in the same order. */
const reshaped = (constant: Constant, shape: Shape): Constant => ({ ...constant, shape });

/** A list of whole numbers without the number of samples in it. */
export function plain(node: Node, constant: Constant | undefined): number[] {
  const { values } = asWholes(node, constant);
  return values.map((value) =>
    isOpen(value) ? refuseNode(node, "numbers that the file knows", showSizes(values)) : value,
  );
}

/** A list of numbers, which is an attribute in older files and an operand in newer ones; undefined if it is neither. */
export const listOf = (
  node: Node,
  name: string,
  operand: Constant | undefined,
): readonly number[] | undefined =>
  node.attributes.get(name)?.ints ?? (operand === undefined ? undefined : plain(node, operand));

/** For the entries at `at` along an axis, where they come from in a constant or a sample. */
export function gathered(shape: Shape, axis: number, at: readonly number[]): Int32Array {
  const inner = sizeOf(shape.slice(axis + 1));
  const from: number[] = [];
  for (let row = 0; row < sizeOf(shape.slice(0, axis)); row++)
    for (const index of at)
      for (let p = 0; p < inner; p++) from.push((row * shape[axis] + index) * inner + p);
  return Int32Array.from(from);
}

/** An axis counted from the front. */
export function axisOf(node: Node, axis: number, rank: number): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!(at >= 0 && at < rank)) refuseNode(node, `an axis of ${rank}`, `${axis}`);
  return at;
}

export const transpose: Operation = (node, [operand]) => {
  const x = there(node, operand);
  const rank = x.shape.length;
  const order = node.attributes.get("perm")?.ints ?? x.shape.map((_, axis) => rank - 1 - axis);
  if (order.length !== rank || new Set(order.map((axis) => axisOf(node, axis, rank))).size !== rank)
    return refuseNode(node, `an order of ${rank} axes`, showShape(order));
  const strides = stridesOf(x.shape);
  const shape = order.map((axis) => x.shape[axis]);
  return picked(
    x,
    shape,
    places(
      shape,
      order.map((axis) => strides[axis]),
    ),
  );
};

export const reshape: Operation = (node, [operand, target]) => {
  const x = there(node, operand);
  const wanted = plain(node, target);
  const zeros = int(node, "allowzero", 0) === 0;
  const known = wanted.map((size, axis) => (size === 0 && zeros ? (x.shape[axis] ?? -2) : size));
  const rest = sizeOf(known.filter((size) => size !== -1));
  const shape = known.map((size) => (size === -1 ? sizeOf(x.shape) / rest : size));
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0) || sizeOf(shape) !== sizeOf(x.shape))
    return refuseNode(node, `a shape of ${sizeOf(x.shape)} numbers`, showShape(wanted));
  return reshaped(x, shape);
};

export const flatten: Operation = (node, [operand]) => {
  const x = there(node, operand);
  const axis = int(node, "axis", 1);
  const from = axis < 0 ? axis + x.shape.length : axis;
  return reshaped(x, [sizeOf(x.shape.slice(0, from)), sizeOf(x.shape.slice(from))]);
};

export const squeeze: Operation = (node, [operand, list]) => {
  const x = there(node, operand);
  const axes = listOf(node, "axes", list)?.map((axis) => axisOf(node, axis, x.shape.length));
  const shape = x.shape.filter((size, axis) => (axes === undefined ? size !== 1 : !axes.includes(axis)));
  if (sizeOf(shape) !== sizeOf(x.shape)) refuseNode(node, "axes of 1", showShape(x.shape));
  return reshaped(x, shape);
};

export const unsqueeze: Operation = (node, [operand, list]) => {
  const x = there(node, operand);
  return reshaped(x, withOnes(node, x.shape, listOf(node, "axes", list) ?? [], 1));
};

/** A shape with new axes, at these places of the result. */
export function withOnes<S>(node: Node, shape: readonly S[], axes: readonly number[], one: S): S[] {
  const rank = shape.length + axes.length;
  const added = new Set(axes.map((axis) => axisOf(node, axis, rank)));
  const left = [...shape];
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? one : (left.shift() ?? one)));
}

export const concat: Operation = (node, operands) => {
  const parts = operands.map((part) => there(node, part));
  const [first] = parts;
  const axis = axisOf(node, int(node, "axis", 0), first.shape.length);
  const fits = parts.every(
    ({ kind, shape }) =>
      kind === first.kind &&
      shape.length === first.shape.length &&
      shape.every((size, at) => at === axis || size === first.shape[at]),
  );
  if (!fits) refuseNode(node, "parts that fit", parts.map(({ shape }) => showShape(shape)).join(", "));
  const shape = first.shape.map((size, at) =>
    at === axis ? parts.reduce((sum, part) => sum + part.shape[axis], 0) : size,
  );
  const [outer, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  const entries: Size[] = [];
  for (let row = 0; row < outer; row++)
    for (const part of parts) {
      const length = part.shape[axis] * inner;
      const from = entriesOf(part);
      for (let at = row * length; at < (row + 1) * length; at++) entries.push(from[at]);
    }
  return first.kind === "wholes"
    ? { kind: "wholes", shape, values: entries }
    : { ...first, shape, data: Float64Array.from(entries, Number) };
};

export const gather: Operation = (node, [operand, list]) => {
  const x = there(node, operand);
  const wanted = asWholes(node, list);
  const axis = axisOf(node, int(node, "axis", 0), x.shape.length);
  const at = plain(node, list).map((index) => axisOf(node, index, x.shape[axis]));
  const shape = [...x.shape.slice(0, axis), ...wanted.shape, ...x.shape.slice(axis + 1)];
  return picked(x, shape, gathered(x.shape, axis, at));
};

/** A part of each axis; steps of 1 only. */
export const slice: Operation = (node, [operand, starts, ends, list, steps]) => {
  const x = there(node, operand);
  const from = listOf(node, "starts", starts) ?? plain(node, starts);
  const to = listOf(node, "ends", ends) ?? plain(node, ends);
  const axes = listOf(node, "axes", list) ?? from.map((_, axis) => axis);
  if (steps !== undefined && plain(node, steps).some((step) => step !== 1))
    return refuseNode(node, "steps of 1", showShape(plain(node, steps)));
  const strides = stridesOf(x.shape);
  const shape = [...x.shape];
  let start = 0;
  for (const [k, each] of axes.entries()) {
    const axis = axisOf(node, each, x.shape.length);
    const size = x.shape[axis];
    const clamped = (index: number): number => Math.min(size, Math.max(0, index < 0 ? index + size : index));
    const [first, last] = [clamped(from[k] ?? 0), clamped(to[k] ?? size)];
    shape[axis] = Math.max(0, last - first);
    start += first * strides[axis];
  }
  return picked(x, shape, places(shape, strides, start));
};

export const expand: Operation = (node, [operand, target]) => {
  const x = there(node, operand);
  const shape = stretched(x.shape, plain(node, target));
  if (shape === undefined) return refuseNode(node, `a shape that fits ${showShape(x.shape)}`, "another");
  return picked(x, shape, placesIn(x.shape, shape));
};
