import { sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { stridesOf } from "@espalier/files/bytes";
import { listOf } from "../constants/rearrange.ts";
import { int } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import { axisOfSample, knownAxes, picked, refuseMixed } from "./axes.ts";
import { constantAt, samplesAt } from "./context.ts";
import type { Context, Operator } from "./context.ts";
import { pointwise, root, times } from "./pointwise.ts";

/** One number for the entries along some axes of a sample: parts of a normalization, or a sum with constant weights. */
const reduce =
  (
    f: (line: Float64Array) => number,
    { each, extreme }: { each?: (length: number) => number; extreme?: "max" | "min" } = {},
  ): Operator =>
  (context, node, operands) => {
    const x = samplesAt(node, operands, 0);
    const list = listOf(node, "axes", constantAt(node, operands, 1));
    const axes = knownAxes(node, x);
    if (list === undefined || list.length === 0) {
      if (int(node, "noop_with_empty_axes", 0) !== 0) return x;
      if (x.batched) return refuseMixed(node);
    }
    const gone = new Set((list ?? axes.map((_, axis) => axis)).map((axis) => axisOfSample(node, x, axis)));
    const all = [...axes.keys()];
    const order = [...all.filter((axis) => !gone.has(axis)), ...all.filter((axis) => gone.has(axis))];
    const strides = stridesOf(axes);
    const inOrder = picked(
      context,
      node,
      x,
      order.map((axis) => axes[axis]),
      order.map((axis) => strides[axis]),
    );
    const kept =
      int(node, "keepdims", 1) === 0
        ? axes.filter((_, axis) => !gone.has(axis))
        : axes.map((size, axis) => (gone.has(axis) ? 1 : size));
    const length = sizeOf(axes.filter((_, axis) => gone.has(axis)));
    return context.step(
      node,
      [inOrder],
      {
        kind: "reduce",
        f,
        length,
        ...(each === undefined ? {} : { each: each(length) }),
        ...(extreme === undefined ? {} : { extreme }),
      },
      kept,
      x.batched,
    );
  };

/** The sum of each `length` entries in a row. */
export const sumOfEach = (context: Context, node: Node, x: Samples, length: number, axes: Shape): Samples =>
  context.step(node, [x], { kind: "reduce", f: sum, length, each: 1 }, axes, x.batched);

const sum = (line: Float64Array): number => line.reduce((before, x) => before + x, 0);

const total = reduce(sum, { each: () => 1 });

/** A function of each entry in front of their sum, and one of the sum behind it. */
const sumOf =
  (each: (x: Samples) => readonly Samples[], by: Operator, last?: Operator): Operator =>
  (context, node, operands) => {
    const [, ...axes] = operands;
    const entries = by(context, node, each(samplesAt(node, operands, 0)));
    const result = total(context, node, [entries, ...axes]);
    return last === undefined ? result : last(context, node, [result]);
  };

const alone = (x: Samples): Samples[] => [x];
const twice = (x: Samples): Samples[] => [x, x];
const size: Operator = pointwise(Math.abs, { activation: { kind: "abs" } });
const largest = (line: Float64Array): number => line.reduce((most, x) => Math.max(most, x), -Infinity);

// prettier-ignore
export const reductions: readonly (readonly [name: string, operator: Operator])[] = [
  ["ReduceMean",      reduce((line) => sum(line) / line.length, { each: (length) => 1 / length })],
  ["ReduceSum",       total],
  ["ReduceSumSquare", sumOf(twice, times)],
  ["ReduceL2",        sumOf(twice, times, root)],
  ["ReduceL1",        sumOf(alone, size)],
  ["ReduceMax",       reduce(largest, { extreme: "max" })],
  ["ReduceMin",       reduce((line) => -largest(line.map((x) => -x)), { extreme: "min" })],
  ["ReduceLogSumExp", reduce((line) => { const most = largest(line); return most + Math.log(sum(line.map((x) => Math.exp(x - most)))); })],
];
