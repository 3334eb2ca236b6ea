import { sizeOf } from "@espalier/tensor";
import { refuse, rounded } from "@espalier/files/bytes";
import { describe, int } from "../describe.ts";
import { types, typeName } from "../file/tensor.ts";
import { add, binary, divide, matMul, multiply, subtract, unary } from "./arithmetic.ts";
import type { Operation } from "./arithmetic.ts";
import { asFloats } from "./constant.ts";
import { isOpen } from "./size.ts";
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

const same: Operation = (node, [x]) => x ?? refuse(node.at, describe(node), "an operand", "none");

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
  return refuse(node.at, `${describe(node)}, to`, "a type that keeps the numbers", typeName(to));
};

/** √Σ x² along some axes, as weight normalisation has it. */
const reduceL2: Operation = (node, [operand]) => {
  const { shape, data, ...rest } = asFloats(node, operand);
  const axes = (node.attributes.get("axes")?.ints ?? shape.map((_, axis) => axis)).map((axis) =>
    axis < 0 ? axis + shape.length : axis,
  );
  if (shape.length !== 2 || axes.length !== 1)
    return refuse(node.at, describe(node), "one axis of a matrix", "another");
  const [I, J] = shape;
  const sums = new Float64Array(axes[0] === 1 ? I : J);
  for (let at = 0; at < data.length; at++) sums[axes[0] === 1 ? Math.floor(at / J) : at % J] += data[at] ** 2;
  const kept = int(node, "keepdims", 1) === 1;
  const single = [axes[0] === 0 ? 1 : I, axes[0] === 1 ? 1 : J];
  return { ...rest, shape: kept ? single : [sums.length], data: sums.map(Math.sqrt) };
};

const constantOfShape: Operation = (node, [target]) => {
  if (target?.kind !== "wholes") return refuse(node.at, describe(node), "a shape", "none");
  const shape = target.values.map((size) =>
    typeof size === "number"
      ? size
      : refuse(node.at, describe(node), "sizes that the file knows", "the number of samples"),
  );
  if (!(sizeOf(shape) <= 1000) || node.attributes.get("value") !== undefined)
    return refuse(node.at, describe(node), "at most 1000 zeros", "others");
  return { kind: "floats", shape, data: new Float64Array(sizeOf(shape)), precision: "f64", stored: "" };
};

/** What is computed from constants alone, in double precision. */
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
  ["Exp",             unary(Math.exp)],
  ["Abs",             unary(Math.abs)],
]);
