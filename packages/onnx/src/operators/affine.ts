import { showShape, sizeOf } from "@espalier/tensor";
import type { Data, Tensor } from "@espalier/tensor";
import type { Precision } from "@espalier/files";
import { dtypeFor, rounded, refuse } from "@espalier/files/bytes";
import type { Floats } from "../constants/constant.ts";
import { describe, int, refuseNode, refusePart } from "../describe.ts";
import type { Node } from "../file/model.ts";
import type { Samples } from "../samples.ts";
import type { Affine } from "../steps.ts";
import { floatsAt, isSamples, perEntry, samplesAt } from "./context.ts";
import type { Context, Operator } from "./context.ts";
import { productOfEach } from "./products.ts";

/** α A B + β C, with A the samples; B transposed is W. */
export const gemm: Operator = (context, node, operands) => {
  const A = samplesAt(node, operands, 0);
  if (int(node, "transA", 0) !== 0) refusePart(node, "transA", "0: one sample a row", "1");
  const B = floatsAt(node, operands, 1);
  const weight = scaled(int(node, "transB", 0) === 0 ? transposed(node, B) : B, node, "alpha");
  const layer = affine(weight, B);
  if (operands[2] === undefined) return dense(context, node, A, layer);
  const C = floatsAt(node, operands, 2);
  if (C.precision !== B.precision) refuse(node.at, C.stored, `${B.precision}, as ${B.stored}`, C.precision);
  const neurons = { id: 0, axes: [weight.shape[0]], batched: true };
  const { values } = perEntry(node, neurons, { ...C, ...scaled(C, node, "beta") });
  const [I] = weight.shape;
  const each = Float64Array.from({ length: I }, (_, i) => values[values.length === 1 ? 0 : i]);
  const bias = { shape: [I], data: inPrecision(each, C.precision) };
  return dense(context, node, A, { ...layer, bias, biasName: C.stored });
};

/** Rounds once what was computed in double precision. */
const inPrecision = (data: Data, precision: Precision): Data =>
  data instanceof Float32Array === (dtypeFor(precision) === "f32") ? data : rounded(data, precision);

/** The step of a matrix that a constant of the file becomes. */
export const affine = (weight: Tensor, { stored, precision }: Floats): Affine => ({
  kind: "affine",
  weight: { shape: weight.shape, data: inPrecision(weight.data, precision) },
  weightName: stored,
  precision,
  before: [],
  behind: [],
});

function scaled(tensor: Tensor, node: Node, name: string): Tensor {
  const factor = node.attributes.get(name)?.float ?? 1;
  if (!Number.isFinite(factor)) refusePart(node, name, "a finite number", `${factor}`);
  if (factor === 1) return tensor;
  const data = tensor.data.map((x) => factor * x);
  if (!data.every(Number.isFinite)) refusePart(node, name, "finite products", `${factor}`);
  return { shape: tensor.shape, data };
}

/** Samples times a matrix, or a matrix times samples of one column. */
export const matMul: Operator = (context, node, operands) => {
  const [A, B] = operands;
  if (isSamples(A) && isSamples(B))
    return (
      productOfEach(context, node, A, B) ??
      context.step(
        node,
        [A, B],
        {
          kind: "other",
          expected: "a product with a constant matrix, and not of two values, as in attention over positions",
        },
        undefined,
      )
    );
  return isSamples(operands[0])
    ? fromRight(context, node, operands[0], floatsAt(node, operands, 1))
    : fromLeft(context, node, floatsAt(node, operands, 0), samplesAt(node, operands, 1));
};

/** x [.., j] B [j, i] */
function fromRight(context: Context, node: Node, x: Samples, constant: Floats): Samples {
  const B = constant.shape.length === 1 ? { ...constant, shape: [constant.shape[0], 1] } : constant;
  const layer = affine(transposed(node, B), constant);
  const [I, J] = layer.weight.shape;
  const lead = x.axes?.slice(0, -1) ?? [];
  const axes = constant.shape.length === 1 ? lead : [...lead, I];
  if (x.axes === undefined || (x.axes.at(-1) === J && sizeOf(lead) === 1))
    return dense(context, node, x, layer, axes);
  if (x.axes.at(-1) !== J || x.batched) return refuseWidth(node, x, constant, J);
  return unrolled(context, node, x, constant, axes, sizeOf(lead), (P) => {
    const data = new Float64Array(P * I * P * J);
    for (let p = 0; p < P; p++)
      for (let i = 0; i < I; i++)
        for (let j = 0; j < J; j++) data[(p * I + i) * P * J + p * J + j] = layer.weight.data[i * J + j];
    return { shape: [P * I, P * J], data };
  });
}

/** A [i, j] x [j, k] */
function fromLeft(context: Context, node: Node, A: Floats, x: Samples): Samples {
  const [I, J] = A.shape;
  const [rows = 0, K = 1, ...more] = x.axes ?? [];
  if (
    A.shape.length !== 2 ||
    rows !== J ||
    more.length > 0 ||
    (x.batched && (K !== 1 || x.axes?.length !== 2))
  )
    return refuseNode(
      node,
      "the samples as first factor, or as a column behind a matrix",
      `${showShape(A.shape)} times samples ${showShape(x.axes ?? [])}`,
    );
  const axes = x.axes?.length === 1 ? [I] : [I, K];
  if (K === 1) return dense(context, node, x, affine(A, A), axes);
  return unrolled(context, node, x, A, axes, K, () => {
    const data = new Float64Array(I * K * J * K);
    for (let i = 0; i < I; i++)
      for (let j = 0; j < J; j++)
        for (let k = 0; k < K; k++) data[(i * K + k) * J * K + j * K + k] = A.data[i * J + j];
    return { shape: [I * K, J * K], data };
  });
}

/** A layer that reads all of a sample. */
export function dense(
  context: Context,
  node: Node,
  x: Samples,
  layer: Affine,
  axes?: readonly number[],
): Samples {
  const [I, J] = layer.weight.shape;
  if (layer.weight.shape.length !== 2 || I === 0 || J === 0)
    refuse(node.at, layer.weightName, "a matrix that is not empty", showShape(layer.weight.shape));
  const row = x.axes?.slice(0, -1) ?? [];
  if (
    x.axes !== undefined &&
    (sizeOf(x.axes) !== J ||
      (axes === undefined && (x.axes.at(-1) !== J || row.length > (x.batched ? 0 : 1))))
  )
    refuseNode(node, `samples [${J}], as ${layer.weightName} has inputs`, showShape(x.axes));
  return context.step(node, [x], layer, axes ?? [...row, I], x.batched);
}

/** One matrix at several places of a sample, as a layer of its own: the places share nothing from there on. */
export function unrolled(
  context: Context,
  node: Node,
  x: Samples,
  constant: Floats,
  axes: readonly number[],
  places: number,
  build: (places: number) => Tensor,
): Samples {
  if (!(sizeOf(axes) * sizeOf(x.axes ?? []) <= context.mostEntries))
    return refuseNode(
      node,
      `a layer of at most ${context.mostEntries} weights`,
      `${sizeOf(axes)} × ${sizeOf(x.axes ?? [])}`,
    );
  const weight = build(places);
  context.note(
    `${describe(node)} uses ${constant.stored} at ${places} places of a sample; it is read as one layer ${showShape(weight.shape)}, whose weights are independent from here on`,
  );
  return dense(context, node, x, affine(weight, constant), axes);
}

const refuseWidth = (node: Node, x: Samples, { stored }: Floats, J: number): never =>
  refuseNode(
    node,
    x.axes?.at(-1) === J
      ? `samples of one row [${J}]: ${stored} at several rows of a sample is a sequence`
      : `samples [${J}], as ${stored} has inputs`,
    showShape(x.axes ?? []),
  );

/** @throws FormatError when it is not a matrix */
export function transposed(node: Node, { shape, data }: Tensor): Tensor {
  const [I, J] = shape;
  if (shape.length !== 2) return refuseNode(node, "a matrix", showShape(shape));
  const result = data.slice();
  for (let i = 0; i < I; i++) for (let j = 0; j < J; j++) result[j * I + i] = data[i * J + j];
  return { shape: [J, I], data: result };
}
