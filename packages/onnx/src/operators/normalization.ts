import { showShape, sizeOf } from "@espalier/tensor";
import { int, refusePart } from "../describe.ts";
import type { Node } from "../file/model.ts";
import { axisOfSample, knownAxes } from "./axes.ts";
import { floatsAt, samplesAt } from "./context.ts";
import type { Operand, Operator } from "./context.ts";

/** LayerNormalization since operators 17, RMSNormalization since 23: over all entries of a sample. */
const normalization =
  (isCentred: boolean): Operator =>
  (context, node, operands) => {
    const x = samplesAt(node, operands, 0);
    const axes = x.axes ?? floatsAt(node, operands, 1).shape;
    const sample = { ...x, axes };
    const axis = axisOfSample(node, sample, int(node, "axis", -1));
    if (sizeOf(axes.slice(0, axis)) !== 1)
      refusePart(
        node,
        "axis",
        "all entries of a sample",
        `a part of samples ${showShape(knownAxes(node, sample))}`,
      );
    const width = sizeOf(axes);
    const gain = perEntryAt(node, operands, 1, width);
    const shift = isCentred && operands[2] !== undefined ? perEntryAt(node, operands, 2, width) : undefined;
    const epsilon = node.attributes.get("epsilon")?.float ?? Math.fround(1e-5);
    if (!(epsilon >= 0 && epsilon < Infinity)) refusePart(node, "epsilon", "a number ≥ 0", `${epsilon}`);
    return context.step(
      node,
      [x],
      {
        kind: "normalization",
        isCentred,
        epsilon,
        gain: gain.data,
        gainName: gain.stored,
        ...(isCentred ? { shift: shift?.data ?? new Float64Array(width) } : {}),
        ...(shift === undefined ? {} : { shiftName: shift.stored }),
      },
      axes,
      x.batched,
    );
  };

function perEntryAt(
  node: Node,
  operands: readonly Operand[],
  at: number,
  width: number,
): ReturnType<typeof floatsAt> {
  const stored = floatsAt(node, operands, at);
  if (stored.data.length !== width && stored.data.length !== 1)
    refusePart(node, stored.stored, `${width} numbers, one for each entry`, showShape(stored.shape));
  if (stored.data.length === width) return stored;
  return { ...stored, data: Float64Array.from({ length: width }, () => stored.data[0]), shape: [width] };
}

export const layerNormalization: Operator = normalization(true);
export const rmsNormalization: Operator = normalization(false);
