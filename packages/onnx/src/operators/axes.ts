import { sizeOf } from "@espalier/tensor";
import type { Shape } from "@espalier/tensor";
import { places } from "@espalier/files/bytes";
import { refuseNode } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import type { Context } from "./context.ts";

/** The axes of a sample. @throws FormatError where the file does not say */
export const knownAxes = (node: Node, { axes }: Samples): Shape =>
  axes ?? refuseNode(node, "samples of a known size", "samples of unknown size");

/**
 * An axis of a node as one of a sample.
 *
 * @throws FormatError naming the operator when it is that of the samples
 */
export function axisOfSample(node: Node, x: Samples, axis: number): number {
  const lead = x.batched ? 1 : 0;
  const rank = knownAxes(node, x).length + lead;
  const from = axis < 0 ? axis + rank : axis;
  if (!(from >= 0 && from < rank)) refuseNode(node, `an axis of ${rank}`, `${axis}`);
  return from < lead ? refuseMixed(node) : from - lead;
}

/** For what would mix the samples of a batch. */
export const refuseMixed = (node: Node): never =>
  refuseNode(
    node,
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
