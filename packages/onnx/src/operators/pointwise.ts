import { erf, showShape, sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { placesIn, stretched } from "@espalier/files/bytes";
import type { Floats } from "../constants/constant.ts";
import { refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import type { Pointwise } from "../steps.ts";
import { refuseMixed } from "./axes.ts";
import { floatsAt, isSamples, perEntry, samplesAt } from "./context.ts";
import type { Context, Operand, Operator } from "./context.ts";

/**
 * An operator that computes each entry from the entries at its place. Constants must be single numbers: what is different for every
 * neuron is not an activation.
 */
export function pointwise(
  f: (...x: number[]) => number,
  activation?: Omit<Pointwise, "kind" | "f">,
): Operator {
  return (context, node, operands) => {
    const samples = operands.filter(isSamples);
    const [first] = samples;
    const constants = operands.map((operand, at) =>
      operand === undefined || isSamples(operand) ? NaN : single(node, operands, at),
    );
    const isVariable = operands.map(isSamples);
    const does: Pointwise = {
      kind: "pointwise",
      f: (...x) => {
        let next = 0;
        return f(...constants.map((constant, at) => (isVariable[at] ? x[next++] : constant)));
      },
      ...activation,
    };
    const axes = axesOfAll(node, samples) ?? first.axes;
    return context.step(
      node,
      axes === undefined ? samples : samples.map((each) => stretchedTo(context, node, each, axes)),
      does,
      axes,
      first.batched,
    );
  };
}

/** The samples with their entries repeated along axes of 1. */
export function stretchedTo(context: Context, node: Node, x: Samples, axes: Shape): Samples {
  if (x.axes === undefined || x.axes.join() === axes.join()) return { ...x, axes };
  context.room(node, sizeOf(axes));
  const from = placesIn(x.axes, axes);
  const of = sizeOf(x.axes);
  if (from.length === of) return { ...x, axes };
  return context.step(node, [x], { kind: "pick", from, of }, axes, x.batched);
}

function axesOfAll(node: Node, samples: readonly Samples[]): Shape | undefined {
  let all: Shape | undefined;
  const [first] = samples;
  for (const { axes, batched } of samples) {
    // [N, 3] and [N, 1, 3] would be stretched to [N, N, 3].
    if (batched !== first.batched || (batched && axes?.length !== first.axes?.length && axes && first.axes))
      return refuseMixed(node);
    const wider = all === undefined || axes === undefined ? (all ?? axes) : stretched(all, axes);
    if (axes !== undefined && wider === undefined)
      return refuseNode(
        node,
        "values of one shape",
        samples.map((each) => (each.axes === undefined ? "unknown" : showShape(each.axes))).join(", "),
      );
    all = wider;
  }
  return all;
}

function single(node: Node, operands: readonly Operand[], at: number): number {
  const { data } = floatsAt(node, operands, at);
  if (data.length !== 1) refuseNode(node, "one number for all neurons", `${data.length}`);
  return data[0];
}

/** √x */
export const root: Operator = pointwise(Math.sqrt, { activation: { kind: "sqrt" } });

/** 1/x */
export const reciprocal: Operator = pointwise((x) => 1 / x, { activation: { kind: "reciprocal" } });

/** x y, of two values */
export const times: Operator = pointwise((a, b) => a * b, { joins: "mul" });

/** Powers that are products, roots and reciprocals, which have nodes of their own. */
const powers: Readonly<Record<number, (x: Samples, context: Context, node: Node) => Samples>> = {
  2: (x, context, node) => times(context, node, [x, x]),
  3: (x, context, node) => times(context, node, [times(context, node, [x, x]), x]),
  0.5: (x, context, node) => root(context, node, [x]),
  [-0.5]: (x, context, node) => reciprocal(context, node, [root(context, node, [x])]),
  [-1]: (x, context, node) => reciprocal(context, node, [x]),
  [-2]: (x, context, node) => reciprocal(context, node, [times(context, node, [x, x])]),
};

const pow: Operator = (context, node, operands) => {
  const [x, power] = operands;
  const exponent = isSamples(x) && !isSamples(power) ? single(node, operands, 1) : NaN;
  if (isSamples(x) && Object.hasOwn(powers, exponent)) return powers[exponent](x, context, node);
  return pointwise((base, by) => base ** by)(context, node, operands);
};

/**
 * The largest or smallest of some values. With single numbers alone it is part of an activation; a constant with a number for each entry is a
 * value of its own.
 */
const extreme =
  (f: (...x: number[]) => number, joins: "max" | "min"): Operator =>
  (context, node, operands) => {
    const first = samplesAt(node, [operands.find(isSamples)], 0);
    const isEach = (operand: Operand): boolean =>
      !isSamples(operand) && operand !== undefined && sizeOf(operand.shape) !== 1;
    const all = operands.map((operand, at) =>
      isEach(operand) ? constantOf(context, node, first, floatsAt(node, operands, at)) : operand,
    );
    const several = all.filter(isSamples);
    if (several.length < 2) return pointwise(f)(context, node, all);
    const joined = pointwise(f, { joins })(context, node, several);
    const singles = all.filter((operand) => !isSamples(operand));
    return singles.length === 0 ? joined : pointwise(f)(context, node, [joined, ...singles]);
  };

/** The same numbers for every sample, one for each of its entries. */
function constantOf(context: Context, node: Node, x: Samples, constant: Floats): Samples {
  const { values, axes } = perEntry(node, x, constant);
  return context.step(node, [], { kind: "constant", values }, axes, x.batched);
}

const truth = (is: boolean): number => (is ? 1 : 0);

/** Operators that are parts of an activation more often than one by themselves. */
// prettier-ignore
export const parts: readonly (readonly [name: string, operator: Operator])[] = [
  ["Erf",            pointwise(erf)],
  ["Log",            pointwise(Math.log)],
  ["Sqrt",           root],
  ["Reciprocal",     reciprocal],
  ["Pow",            pow],
  ["Max",            extreme((...x) => Math.max(...x), "max")],
  ["Min",            extreme((...x) => Math.min(...x), "min")],
  ["Sign",           pointwise(Math.sign)],
  ["Greater",        pointwise((a, b) => truth(a > b))],
  ["GreaterOrEqual", pointwise((a, b) => truth(a >= b))],
  ["Less",           pointwise((a, b) => truth(a < b))],
  ["LessOrEqual",    pointwise((a, b) => truth(a <= b))],
  ["Not",            pointwise((a) => truth(a === 0))],
  ["Where",          pointwise((condition, a, b) => (condition === 0 ? b : a))],
];
