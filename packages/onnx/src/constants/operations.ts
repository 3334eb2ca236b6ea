import { showShape, sizeOf } from "@espalier/tensor";
import { placesIn, rounded, stretched } from "@espalier/files/bytes";
import { int, refuseNode, refusePart } from "../describe.ts";
import { types, typeName } from "../file/tensor.ts";
import { add, binary, divide, matMul, multiply, subtract, unary } from "./arithmetic.ts";
import type { Operation } from "./arithmetic.ts";
import { asFloats, asWholes } from "./constant.ts";
import type { Constant } from "./constant.ts";
import { isOpen, sameSize } from "./size.ts";
import {
  concat,
  expand,
  flatten,
  gather,
  reshape,
  slice,
  squeeze,
  transpose,
  unsqueeze,
} from "./rearrange.ts";

const same: Operation = (node, [x]) => x ?? refuseNode(node, "an operand", "none");

/** To another type: whole numbers stay as they are, floats are rounded, and a fraction is never cut. */
const cast: Operation = (node, operands) => {
  const x = same(node, operands);
  const to = int(node, "to", 0);
  const precision = types.find(({ code }) => code === to)?.precision;
  if (precision !== undefined) {
    const numbers =
      x.kind === "floats" ? x.data : Float64Array.from(x.values, (value) => (isOpen(value) ? NaN : value));
    const data = rounded(numbers, precision);
    return { kind: "floats", shape: x.shape, data, precision, stored: x.kind === "floats" ? x.stored : "" };
  }
  if (x.kind === "wholes") return x;
  if (x.data.every(Number.isSafeInteger))
    return { kind: "wholes", shape: x.shape, values: Array.from(x.data) };
  return refusePart(node, "to", "a type that keeps the numbers", typeName(to));
};

/** √Σ x² along some axes, as weight normalisation has it. */
const reduceL2: Operation = (node, [operand]) => {
  const { shape, data, ...rest } = asFloats(node, operand);
  const axes = (node.attributes.get("axes")?.ints ?? shape.map((_, axis) => axis)).map((axis) =>
    axis < 0 ? axis + shape.length : axis,
  );
  if (shape.length !== 2 || axes.length !== 1) return refuseNode(node, "one axis of a matrix", "another");
  const [I, J] = shape;
  const sums = new Float64Array(axes[0] === 1 ? I : J);
  for (let at = 0; at < data.length; at++) sums[axes[0] === 1 ? Math.floor(at / J) : at % J] += data[at] ** 2;
  const kept = int(node, "keepdims", 1) === 1;
  const single = [axes[0] === 0 ? 1 : I, axes[0] === 1 ? 1 : J];
  return { ...rest, shape: kept ? single : [sums.length], data: sums.map(Math.sqrt) };
};

/** Limits are attributes before operators 11, operands since. */
const clip: Operation = (node, [operand, low, high]) => {
  const limit = (name: string, constant: Constant | undefined, none: number): number =>
    constant === undefined ? (node.attributes.get(name)?.float ?? none) : asFloats(node, constant).data[0];
  const [min, max] = [limit("min", low, -Infinity), limit("max", high, Infinity)];
  return unary((x) => Math.min(Math.max(x, min), max))(node, [operand]);
};

const equal: Operation = (node, [a, b]) => {
  const difference = binary(
    (x, y) => Number(x === y),
    (x, y) => Number(sameSize(x, y)),
  )(node, [a, b]);
  return difference.kind === "wholes"
    ? difference
    : { kind: "wholes", shape: difference.shape, values: Array.from(difference.data) };
};

/** As torch writes an axis that `expand` leaves as it is. */
const where: Operation = (node, [condition, a, b]) => {
  const [chosen, yes, no] = [condition, a, b].map((each) => asWholes(node, each));
  const all = stretched(yes.shape, no.shape);
  const shape = all && stretched(chosen.shape, all);
  if (shape === undefined)
    return refuseNode(node, "shapes that fit", [yes, no].map((each) => showShape(each.shape)).join(", "));
  const [c, x, y] = [chosen, yes, no].map((each) => placesIn(each.shape, shape));
  const values = Array.from(c, (from, at) =>
    chosen.values[from] === 0 ? no.values[y[at]] : yes.values[x[at]],
  );
  return { kind: "wholes", shape, values };
};

/** One number, 0 by default, as often as a shape says; it is an attribute, and here the second operand. */
const constantOfShape: Operation = (node, [target, value]) => {
  if (target?.kind !== "wholes") return refuseNode(node, "a shape", "none");
  const shape = target.values.map((size) =>
    typeof size === "number" ? size : refuseNode(node, "sizes that the file knows", "the number of samples"),
  );
  const size = sizeOf(shape);
  if (!(size <= 1000) || (value !== undefined && sizeOf(value.shape) !== 1))
    return refuseNode(node, "at most 1000 times one number", "others");
  if (value?.kind === "wholes")
    return { kind: "wholes", shape, values: Array.from({ length: size }, () => value.values[0]) };
  const data = new Float64Array(size).fill(value?.data[0] ?? 0);
  return { kind: "floats", shape, data, precision: value?.precision ?? "f64", stored: "" };
};

/** The operators that work on constants alone, in double precision. */
// prettier-ignore
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["Identity",        same],
  ["Dropout",         same],
  ["Cast",            cast],
  ["Transpose",       transpose],
  ["Reshape",         reshape],
  ["Flatten",         flatten],
  ["Squeeze",         squeeze],
  ["Unsqueeze",       unsqueeze],
  ["Concat",          concat],
  ["Gather",          gather],
  ["Slice",           slice],
  ["Expand",          expand],
  ["ConstantOfShape", constantOfShape],
  ["Add",             add],
  ["Sub",             subtract],
  ["Mul",             multiply],
  ["Div",             divide],
  ["Pow",             binary((a, b) => a ** b)],
  ["MatMul",          matMul],
  ["ReduceL2",        reduceL2],
  ["Neg",             unary((x) => -x)],
  ["Sqrt",            unary(Math.sqrt)],
  ["Reciprocal",      unary((x) => 1 / x)],
  ["Clip",            clip],
  ["Equal",           equal],
  ["Where",           where],
  ["Exp",             unary(Math.exp)],
  ["Abs",             unary(Math.abs)],
]);
