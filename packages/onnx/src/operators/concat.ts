import { showShape, sizeOf } from "@espalier/tensor";
import { asFloats } from "../constants/constant.ts";
import { int, refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import { axisOfSample, knownAxes, refuseMixed } from "./axes.ts";
import { isSamples, samplesAt } from "./context.ts";
import type { Context, Operand, Operator } from "./context.ts";

/** Values side by side, along an axis of a sample. */
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
  if (!fits) refuseNode(node, "values that fit", shapes.map(showShape).join(", "));
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
    return refuseNode(node, "constants with one row, or a row for each sample", showShape(shape));
  const width = sizeOf(axes);
  if (data.some((value, at) => value !== data[at % width])) return refuseMixed(node);
  return context.step(node, [], { kind: "constant", values: data.slice(0, width) }, axes, like.batched);
}
