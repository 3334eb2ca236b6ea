import { sizeOf } from "@espalier/tensor";
import { stridesOf } from "@espalier/files/bytes";
import { listOf, plain } from "../constants/rearrange.ts";
import { refuseNode, refusePart } from "../describe.ts";
import type { Samples } from "../samples.ts";
import { axisOfSample, knownAxes, refuseMixed } from "./axes.ts";
import { constantAt, floatsAt, samplesAt } from "./context.ts";
import type { Operator } from "./context.ts";

// Operators that repeat the entries of a sample, or put constants around them.

/** For each entry of a shape, where it comes from: the place of an index along each axis, or undefined for none. */
function origins(
  axes: readonly number[],
  shape: readonly number[],
  placeOf: (index: number, axis: number) => number | undefined,
): (number | undefined)[] {
  const [to, from] = [stridesOf(shape), stridesOf(axes)];
  return Array.from({ length: sizeOf(shape) }, (_, at) =>
    shape.reduce<number | undefined>((sum, size, axis) => {
      const place = placeOf(Math.floor(at / to[axis]) % size, axis);
      return sum === undefined || place === undefined ? undefined : sum + place * from[axis];
    }, 0),
  );
}

/** A sample several times along its axes. */
export const tile: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const axes = knownAxes(node, x);
  const repeats = plain(node, constantAt(node, operands, 1));
  const lead = x.batched ? 1 : 0;
  if (x.batched && repeats[0] !== 1) return refuseMixed(node);
  const own = repeats.slice(lead);
  if (own.length !== axes.length || !own.every((times) => Number.isSafeInteger(times) && times > 0))
    refuseNode(node, `a number > 0 for each of ${axes.length + lead} axes`, repeats.join(", "));
  const shape = axes.map((size, axis) => size * own[axis]);
  context.room(node, sizeOf(shape));
  const from = Int32Array.from(
    origins(axes, shape, (index, axis) => index % axes[axis]),
    (place = 0) => place,
  );
  return context.step(node, [x], { kind: "pick", from, of: sizeOf(axes) }, shape, x.batched);
};

/** A sample with constants before and behind the entries of its axes, or without some of these. */
export const pad: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const mode = node.attributes.get("mode")?.text ?? "constant";
  if (mode !== "constant") refusePart(node, "mode", "constant", mode.slice(0, 40));
  const axes = knownAxes(node, x);
  const lead = x.batched ? 1 : 0;
  const pads = listOf(node, "pads", constantAt(node, operands, 1)) ?? [];
  const value =
    operands[2] === undefined
      ? (node.attributes.get("value")?.float ?? 0)
      : floatsAt(node, operands, 2).data[0];
  const some =
    listOf(node, "axes", constantAt(node, operands, 3)) ??
    [...axes.keys(), axes.length].slice(0, axes.length + lead);
  if (pads.length !== 2 * some.length || !pads.every((each) => Number.isSafeInteger(each)))
    refuseNode(node, `two numbers for each of ${some.length} axes`, pads.join(", "));
  const [before, behind] = [axes.map(() => 0), axes.map(() => 0)];
  for (const [k, axis] of some.entries()) {
    const [first, last] = [pads[k], pads[k + some.length]];
    if (first === 0 && last === 0) continue;
    const own = axisOfSample(node, x, axis);
    [before[own], behind[own]] = [first, last];
  }
  const shape = axes.map((size, axis) => size + before[axis] + behind[axis]);
  if (!shape.every((size) => size > 0)) refuseNode(node, "at least one entry", shape.join(", "));
  context.room(node, sizeOf(shape));
  const found = origins(axes, shape, (index, axis) => {
    const place = index - before[axis];
    return place >= 0 && place < axes[axis] ? place : undefined;
  });
  const of = sizeOf(axes);
  const isInside = !found.includes(undefined);
  const all: Samples = isInside
    ? x
    : context.step(
        node,
        [x, context.step(node, [], { kind: "constant", values: Float64Array.of(value) }, [1], x.batched)],
        { kind: "concat" },
        [of + 1],
        x.batched,
      );
  const from = Int32Array.from(found, (place = of) => place);
  return context.step(node, [all], { kind: "pick", from, of: isInside ? of : of + 1 }, shape, x.batched);
};
