import { showShape, sizeOf } from "@espalier/tensor";
import { stridesOf, places as placesOf } from "@espalier/files/bytes";
import { int, refuseNode } from "../describe.ts";
import { unrolled } from "./affine.ts";
import { floatsAt, perEntry, samplesAt } from "./context.ts";
import type { Operator } from "./context.ts";

/**
 * A convolution whose windows do not overlap: each is a matrix times a part of the sample, so that all together are a layer. Others
 * share inputs and weights in a way that a fully-connected layer cannot keep, and are refused.
 */
export const conv: Operator = (context, node, operands) => {
  const x = samplesAt(node, operands, 0);
  const kernel = floatsAt(node, operands, 1);
  const [channels, ...size] = x.axes ?? [];
  const [O, C, ...window] = kernel.shape;
  const list = (name: string, usual: number): readonly number[] =>
    node.attributes.get(name)?.ints ?? size.map(() => usual);
  const strides = list("strides", 1);
  const pads = node.attributes.get("pads")?.ints ?? [];
  const counts = size.map((length, axis) => Math.floor((length - window[axis]) / strides[axis]) + 1);
  const isDisjoint = window.every((length, axis) => strides[axis] >= length || counts[axis] === 1);
  const isPlain =
    x.batched &&
    size.length > 0 &&
    window.length === size.length &&
    C === channels &&
    int(node, "group", 1) === 1 &&
    pads.every((pad) => pad === 0) &&
    list("dilations", 1).every((step) => step === 1) &&
    ["NOTSET", "VALID"].includes(node.attributes.get("auto_pad")?.text ?? "NOTSET") &&
    counts.every((count) => Number.isSafeInteger(count) && count > 0);
  if (!isPlain || !isDisjoint)
    return refuseNode(
      node,
      "a fully-connected layer (of convolutions only those whose windows do not overlap, over samples of a known size)",
      `a convolution ${showShape(kernel.shape)} of samples ${showShape(x.axes ?? [])}`,
    );
  const J = sizeOf(x.axes ?? []);
  const P = sizeOf(counts);
  const out = unrolled(context, node, x, kernel, [O, ...counts], P, () => {
    const data = new Float64Array(O * P * J);
    const steps = stridesOf(size);
    const inside = placesOf(window, steps);
    const starts = placesOf(
      counts,
      steps.map((step, axis) => step * strides[axis]),
    );
    const area = sizeOf(size);
    for (let o = 0; o < O; o++)
      for (let p = 0; p < P; p++)
        for (let c = 0; c < C; c++)
          for (let w = 0; w < inside.length; w++)
            data[(o * P + p) * J + c * area + starts[p] + inside[w]] =
              kernel.data[(o * C + c) * inside.length + w];
    return { shape: [O * P, J], data };
  });
  if (operands[2] === undefined) return out;
  const bias = floatsAt(node, operands, 2);
  const { values } = perEntry(node, out, { ...bias, shape: [O, ...counts.map(() => 1)] });
  return context.step(node, [out], { kind: "diagonal", shift: values }, out.axes, out.batched);
};
