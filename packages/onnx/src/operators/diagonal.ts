import { showShape, sizeOf } from "@espalier/tensor";
import { stretched } from "@espalier/files/bytes";
import type { Floats } from "../constants/constant.ts";
import { int, refuseNode, refusePart } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import type { Diagonal } from "../steps.ts";
import { floatsAt, isSamples, perEntry, samplesAt } from "./context.ts";
import type { Context, Operator } from "./context.ts";
import { pointwise, reciprocal, stretchedTo } from "./pointwise.ts";

// Maps of each entry on its own that are affine: sums and products with constants, and the normalisation by known statistics.

type OfConstant = (c: Float64Array) => Omit<Diagonal, "kind">;

/** An operator of two operands, one of which may be a constant in either place. */
function linear(
  f: (a: number, b: number) => number,
  behind: OfConstant,
  before: OfConstant | undefined,
  both: Operator = pointwise(f),
): Operator {
  return (context, node, operands) => {
    const [a, b] = operands;
    const constantFirst = !isSamples(a);
    if (isSamples(a) && isSamples(b)) return both(context, node, operands);
    const stored = floatsAt(node, operands, constantFirst ? 0 : 1);
    const x = asLargeAs(context, node, samplesAt(node, operands, constantFirst ? 1 : 0), stored);
    const { values, axes } = perEntry(node, x, placed(context, node, x, stored));
    const map = constantFirst ? before : behind;
    if (map === undefined) return pointwise(f)(context, node, operands);
    const { scale, shift } = map(values);
    // The numbers as the file has them, under their name.
    const [scaleName, shiftName] = [scale, shift].map((each) => (each === values ? stored.stored : ""));
    return diagonal(
      context,
      node,
      { ...x, axes },
      {
        kind: "diagonal",
        ...(scale && { scale }),
        ...(shift && { shift }),
        ...(scaleName && { scaleName }),
        ...(shiftName && { shiftName }),
      },
    );
  };
}

/** Samples stretched to a constant of more entries, as a number times a list of frequencies is. */
function asLargeAs(context: Context, node: Node, x: Samples, { shape }: Floats): Samples {
  const { axes, batched } = x;
  if (axes === undefined || sizeOf(shape) === 1 || context.opset < 7) return x;
  const own = batched && shape.length > axes.length ? shape.slice(shape.length - axes.length) : shape;
  const wanted = batched && sizeOf(own) !== sizeOf(shape) ? undefined : stretched(axes, own);
  return wanted === undefined || sizeOf(wanted) === sizeOf(axes) ? x : stretchedTo(context, node, x, wanted);
}

/** Before operators 7 an axis says where the constant's axes lie; since then they are the last. */
function placed({ opset }: Context, node: Node, { axes, batched }: Samples, constant: Floats): Floats {
  const axis = node.attributes.get("axis")?.int;
  if (opset >= 7 || axis === undefined || axes === undefined) return constant;
  const rank = axes.length + (batched ? 1 : 0);
  const behind = rank - (axis < 0 ? axis + rank : axis) - constant.shape.length;
  return behind > 0 && behind <= rank
    ? { ...constant, shape: [...constant.shape, ...Array.from({ length: behind }, () => 1)] }
    : constant;
}

export function diagonal(context: Context, node: Node, x: Samples, map: Diagonal): Samples {
  for (const values of [map.scale, map.shift])
    if (values !== undefined && !values.every(Number.isFinite))
      refuseNode(node, "finite numbers", "a division by zero, or a number that is too large");
  return context.step(node, [x], map, x.axes, x.batched);
}

const minus = (c: Float64Array): Float64Array => c.map((x) => -x);

export const add: Operator = linear(
  (a, b) => a + b,
  (c) => ({ shift: c }),
  (c) => ({ shift: c }),
  pointwise((a, b) => a + b, { joins: "add" }),
);
/** Of any number of values, added up from the first to the last; constants come last. */
export const sumOfAll: Operator = (context, node, operands) => {
  const [, ...others] = operands.filter(isSamples);
  return [...others, ...operands.filter((operand) => !isSamples(operand))].reduce<Samples>(
    (sum, each) => add(context, node, [sum, each]),
    operands.find(isSamples) ?? samplesAt(node, operands, 0),
  );
};
/** Their sum, divided by their number. */
export const meanOfAll: Operator = (context, node, operands) =>
  diagonal(context, node, sumOfAll(context, node, operands), {
    kind: "diagonal",
    scale: Float64Array.of(1 / operands.length),
  });
export const subtract: Operator = linear(
  (a, b) => a - b,
  (c) => ({ shift: minus(c) }),
  (c) => ({ scale: Float64Array.of(-1), shift: c }),
  // a + (−b), whose bits are those of a − b
  (context, node, operands) => add(context, node, [operands[0], negative(context, node, [operands[1]])]),
);
export const multiply: Operator = linear(
  (a, b) => a * b,
  (c) => ({ scale: c }),
  (c) => ({ scale: c }),
  pointwise((a, b) => a * b, { joins: "mul" }),
);
const quotient: Operator = linear(
  (a, b) => a / b,
  (c) => ({ scale: c.map((x) => 1 / x) }),
  undefined,
  pointwise((a, b) => a / b, { joins: "div" }),
);
/** A constant divided by a value is its reciprocal, times the constant. */
export const divide: Operator = (context, node, operands) => {
  const [a, b] = operands;
  if (isSamples(a) || !isSamples(b)) return quotient(context, node, operands);
  const inverse = reciprocal(context, node, [b]);
  return floatsAt(node, operands, 0).data.every((c) => c === 1) &&
    floatsAt(node, operands, 0).data.length === 1
    ? inverse
    : multiply(context, node, [inverse, a]);
};
export const negative: Operator = (context, node, operands) =>
  diagonal(context, node, samplesAt(node, operands, 0), { kind: "diagonal", scale: Float64Array.of(-1) });

/** γ (x − μ) / √(v + ε) + β, with μ and v as they were when training ended; a channel has one of each. */
export const batchNormalization: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const trains = int(node, "training_mode", 0) !== 0 || (context.opset < 7 && int(node, "is_test", 0) === 0);
  if (trains) refuseNode(node, "the statistics of the file", "those of the batch, as in training");
  const [gain, offset, mean, variance] = [1, 2, 3, 4].map((at) => floatsAt(node, operands, at));
  const epsilon = node.attributes.get("epsilon")?.float ?? Math.fround(1e-5);
  const axes = x.axes ?? gain.shape;
  const channel = x.batched ? 0 : 1;
  const C = axes[channel];
  for (const each of [gain, offset, mean, variance])
    if (each.shape.length !== 1 || each.shape[0] !== C)
      refusePart(node, each.stored, `[${C}], one for each channel`, showShape(each.shape));
  const inner = sizeOf(axes.slice(channel + 1));
  const of = (index: number): number => Math.floor(index / inner) % C;
  const width = sizeOf(axes);
  const each = Float64Array.from(
    { length: C },
    (_, c) => gain.data[c] / Math.sqrt(variance.data[c] + epsilon),
  );
  const scale = Float64Array.from({ length: width }, (_, at) => each[of(at)]);
  const shift = Float64Array.from(
    { length: width },
    (_, at) => offset.data[of(at)] - mean.data[of(at)] * each[of(at)],
  );
  return diagonal(context, node, { ...x, axes }, { kind: "diagonal", scale, shift });
};
